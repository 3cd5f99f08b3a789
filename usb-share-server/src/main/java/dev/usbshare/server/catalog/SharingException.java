package dev.usbshare.server.catalog;

/** A change of what is shared that is not made. The message is one line for the person who asked for it. */
public final class SharingException extends Exception {

    /** What stands against it. */
    public enum Kind {
        /** What was written makes no sense. */
        INVALID,
        /** It contradicts what is there. */
        CONFLICT,
        /** It could not be kept. */
        NOT_KEPT
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;

    SharingException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    SharingException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
