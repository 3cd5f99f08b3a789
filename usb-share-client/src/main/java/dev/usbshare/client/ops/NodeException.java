package dev.usbshare.client.ops;

/** Something that was asked of the running node did not come about; the message is for a person. */
final class NodeException extends Exception {

    private static final long serialVersionUID = 1L;

    NodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
