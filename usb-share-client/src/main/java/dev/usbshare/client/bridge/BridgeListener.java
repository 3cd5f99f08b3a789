package dev.usbshare.client.bridge;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;

/** Hears what passes through a bridge, on its event loop; must not block. For meters, and for the attachment's life. */
public interface BridgeListener {

    /**
     * The server ended an URB and the kernel was told.
     *
     * @param bytes what was moved
     * @param nanos from the kernel's request to its answer
     * @param status {@link dev.usbshare.usb.UrbStatus}
     */
    default void urbCompleted(TransferType type, Direction direction, int bytes, long nanos, int status) {}

    /** The kernel took an URB back before it had ended. */
    default void urbUnlinked() {}

    /**
     * The device's data for an URB that the kernel had taken back.
     *
     * @param kept whether the endpoint's next URB gets it; else it is lost
     */
    default void lateData(int bytes, boolean kept) {}

    /** An URB was answered here without asking the server: no such endpoint, or too much in flight. */
    default void urbRefused(int status) {}

    /** A descriptor was answered from the lease's. */
    default void descriptorAnswered() {}

    /**
     * The bridge is over: everything was answered, its streams and the kernel's socket are closed. Called once, and not
     * if the bridge never opened.
     */
    void ended(BridgeEnd end);
}
