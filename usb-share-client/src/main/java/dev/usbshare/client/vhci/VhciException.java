package dev.usbshare.client.vhci;

/** The virtual host controller did not take a device: says what was tried on what, why it failed and what to do. */
public final class VhciException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of obstacle it was: decides whether trying again can help, and the exit code. */
    public enum Reason {
        /** The controller's module is not loaded. */
        MODULE_MISSING,
        /** This process may not attach. */
        NO_PERMISSION,
        /** No port of the device's speed is free. */
        NO_FREE_PORT,
        /** A kernel whose controller we do not understand. */
        UNSUPPORTED,
        /** The kernel said no. */
        REFUSED
    }

    private final Reason reason;

    public VhciException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
