package dev.usbshare.usb;

/** Descriptor bytes that contradict themselves; the message names the field. */
public final class DescriptorException extends Exception {

    private static final long serialVersionUID = 1L;

    public DescriptorException(String message) {
        super(message);
    }
}
