package dev.usbshare.server.engine;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;

/** Which of a client's transfer flags mean something for an URB, as the kernel's stub masks them (stub_rx.c). */
final class HonouredFlags {

    private HonouredFlags() {}

    static int of(int asked, TransferType type, Direction direction) {
        int mask = 0;
        if (direction == Direction.IN && type != TransferType.ISOCHRONOUS) {
            mask |= TransferFlags.SHORT_NOT_OK;
        }
        if (direction == Direction.OUT && type == TransferType.BULK) {
            mask |= TransferFlags.ZERO_PACKET;
        }
        return asked & mask;
    }
}
