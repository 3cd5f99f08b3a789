package dev.usbshare.usb;

/** A device could not be opened or claimed: says which action failed on what, with the native code, and what to do. */
public final class UsbHostException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why, in a form that a peer can be told. */
    public enum Reason {
        /** No such device, or it has just been unplugged. */
        GONE,
        /** Another program or driver holds it. */
        BUSY,
        /** This process may not open the device node. */
        NO_PERMISSION,
        /** The device answered with errors or with descriptors that cannot be used. */
        IO
    }

    private final Reason reason;

    public UsbHostException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
