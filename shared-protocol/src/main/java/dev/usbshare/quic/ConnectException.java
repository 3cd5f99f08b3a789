package dev.usbshare.quic;

/** A peer could not be connected to: says whom, where, why and what to do. */
public final class ConnectException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of failure it was: decides whether to try again. */
    public enum Reason {
        /** No answer at the address. */
        UNREACHABLE,
        /** Somebody else's key answered. */
        WRONG_NODE,
        /** It answered, but not in our protocol. */
        PROTOCOL,
        /** This transport is closed. */
        CLOSED
    }

    private final Reason reason;

    public ConnectException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
