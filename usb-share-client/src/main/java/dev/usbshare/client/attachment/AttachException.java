package dev.usbshare.client.attachment;

/** A device was not attached; the message says why, and what to do where that is known. */
public final class AttachException extends Exception {

    private static final long serialVersionUID = 1L;

    AttachException(String message) {
        super(message);
    }
}
