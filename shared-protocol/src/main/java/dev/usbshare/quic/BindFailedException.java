package dev.usbshare.quic;

/** The UDP port could not be opened: names the address and the remedy. */
public final class BindFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    BindFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
