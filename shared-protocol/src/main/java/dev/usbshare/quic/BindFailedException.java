package dev.usbshare.quic;

/** The UDP port could not be opened: names the address and the remedy. */
public final class BindFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is in the way. */
    public enum Reason {
        /** Another socket has it. */
        IN_USE,
        /** This user may not have it. */
        NOT_ALLOWED,
        /** Anything else, such as an address that is not this machine's. */
        OTHER
    }

    private final Reason reason;

    BindFailedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
