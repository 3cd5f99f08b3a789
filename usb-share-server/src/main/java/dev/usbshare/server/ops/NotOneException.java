package dev.usbshare.server.ops;

/** A person named none, or several, where exactly one is meant. The message is for the person. */
final class NotOneException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;

    NotOneException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Of HTTP. */
    int status() {
        return status;
    }
}
