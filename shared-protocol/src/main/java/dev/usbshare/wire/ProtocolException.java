package dev.usbshare.wire;

/**
 * The peer broke the protocol. Ends its connection with {@link #code()} and {@link #detail()}; the message, for logs, is both.
 */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CloseCode code;
    private final String detail;

    /** @param detail never holds bytes from the peer verbatim */
    public ProtocolException(CloseCode code, String detail) {
        // No stack trace: a hostile peer must not make us build one per frame.
        super(code + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
    }

    public CloseCode code() {
        return code;
    }

    public String detail() {
        return detail;
    }
}
