package dev.usbshare.server.usbhost;

import dev.usbshare.usb.TransferType;
import java.nio.ByteBuffer;

/**
 * A libusb transfer, used again and again. Without a timeout: the submitter's own one arrives as a cancel.
 *
 * <p><b>Ownership</b>: the memory it was filled with must live until its end has been told.
 */
interface LibusbTransfer {

    /** @param setupAndData the eight bytes of the setup packet, then room for the data */
    void fillControl(ByteBuffer setupAndData);

    /** @param zeroPacket whether an OUT that ends on a whole packet is followed by an empty one */
    void fillData(int endpointAddress, TransferType type, ByteBuffer data, boolean zeroPacket);

    /** Starts it; libusb's code. */
    int submit();

    /** Asks for its early end; libusb's code, NOT_FOUND if it has ended already. */
    int cancel();

    /** Frees it; it must not be in flight on a running event thread. */
    void free();
}
