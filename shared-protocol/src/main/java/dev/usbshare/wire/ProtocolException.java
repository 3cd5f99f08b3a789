package dev.usbshare.wire;

/**
 * The peer broke the protocol. Ends its connection with {@link #code()}; the detail is for our log and the close
 * reason, and never holds bytes from the peer verbatim.
 */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final CloseCode code;

    public ProtocolException(CloseCode code, String detail) {
        // No stack trace: a hostile peer must not make us build one per frame.
        super(code + ": " + detail, null, false, false);
        this.code = code;
    }

    public CloseCode code() {
        return code;
    }
}
