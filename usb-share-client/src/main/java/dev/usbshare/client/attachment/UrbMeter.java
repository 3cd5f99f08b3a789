package dev.usbshare.client.attachment;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;

/** Counts what passes through an attachment. Called on the event loop for each URB; must be quick. */
public interface UrbMeter {

    /** Takes no notice. */
    UrbMeter UNHEARD = new UrbMeter() {
        @Override
        public void completed(TransferType type, Direction direction, int bytes, long nanos, int status) {}

        @Override
        public void unlinked() {}

        @Override
        public void refused(int status) {}
    };

    /**
     * The server ended an URB and the kernel was told.
     *
     * @param nanos from the kernel's request to its answer
     * @param status {@link dev.usbshare.usb.UrbStatus}
     */
    void completed(TransferType type, Direction direction, int bytes, long nanos, int status);

    /** The kernel took an URB back. */
    void unlinked();

    /** The device's data for an URB that the kernel had taken back; kept for the endpoint's next one, or lost. */
    default void late(int bytes, boolean kept) {}

    /** An URB was answered without asking the server. */
    void refused(int status);
}
