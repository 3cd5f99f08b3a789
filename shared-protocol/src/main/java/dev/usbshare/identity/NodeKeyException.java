package dev.usbshare.identity;

/** A node key that cannot be used: one line that names the file and the remedy. */
public final class NodeKeyException extends Exception {

    private static final long serialVersionUID = 1L;

    public NodeKeyException(String message) {
        super(message);
    }
}
