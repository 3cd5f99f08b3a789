package dev.usbshare.relay;

/** A relay or a relay's client sent what no version of the protocol has. Ends its connection. */
public final class RelayProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message never holds bytes from the wire verbatim */
    RelayProtocolException(String message) {
        // No stack trace: a hostile sender must not make us build one per frame.
        super(message, null, false, false);
    }
}
