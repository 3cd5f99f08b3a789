package dev.usbshare.server.usbhost;

/** Hears that a transfer ended. Called on the event thread: must not block, must not throw. */
@FunctionalInterface
interface TransferEnd {

    /**
     * @param status a {@code LIBUSB_TRANSFER_*} status
     * @param actualBytes data moved, without a setup packet
     */
    void transferEnded(int status, int actualBytes);
}
