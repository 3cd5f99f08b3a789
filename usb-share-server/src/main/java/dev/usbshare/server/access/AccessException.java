package dev.usbshare.server.access;

/** Something about peers, requests or tickets that cannot be done: one line that says what and what to do. Nothing was changed. */
public final class AccessException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of failure it was. */
    public enum Reason {
        /** What was asked for makes no sense. */
        INVALID,
        /** There is no such peer, request or ticket. */
        NOT_FOUND,
        /** It contradicts what is there, or there is too much of it already. */
        CONFLICT,
        /** The database or the audit log failed. */
        UNAVAILABLE
    }

    private final Reason reason;

    AccessException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    AccessException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
