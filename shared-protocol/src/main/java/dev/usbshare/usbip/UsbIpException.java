package dev.usbshare.usbip;

/** A USB/IP stream broke its protocol and cannot be read further: the device's connection is to be closed. */
public final class UsbIpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was broken. */
    public enum Reason {
        /** Neither a command nor an answer that this side expects. */
        UNKNOWN_COMMAND,
        /** A field out of its range, or fields that contradict each other. */
        MALFORMED,
        /** A length beyond the limits. */
        TOO_LARGE,
        /** For another device than this connection's. */
        WRONG_DEVICE,
        /** A sound PDU that the state forbids: a seqnum in use, or an answer nobody waits for. */
        UNEXPECTED,
        /** A fault of our own. */
        INTERNAL
    }

    private final Reason reason;

    public UsbIpException(Reason reason, String detail) {
        // No stack trace: it would name our parser, whatever the peer did.
        super(reason + ": " + detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
