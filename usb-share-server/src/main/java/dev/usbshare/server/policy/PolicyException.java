package dev.usbshare.server.policy;

/** A change of policies that is not made. The message is one line for the person who asked for it. */
public final class PolicyException extends Exception {

    /** What stands against it. */
    public enum Kind {
        /** What was written makes no sense. */
        INVALID,
        /** There is no such policy. */
        UNKNOWN,
        /** It contradicts what is there. */
        CONFLICT,
        /** It could not be kept. */
        NOT_KEPT
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;

    PolicyException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    PolicyException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static PolicyException invalid(String message) {
        return new PolicyException(Kind.INVALID, message);
    }

    public Kind kind() {
        return kind;
    }
}
