package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.UrbMeter;
import dev.usbshare.service.meters.DeviceMeters;
import dev.usbshare.service.meters.UrbMeters;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import io.micrometer.core.instrument.Counter;

/** Counts what passes through one attachment: for all, and for its device. Confined to the event loop. */
record AttachmentTraffic(UrbMeters urbs, Counter unlinks, Counter lateKept, Counter lateLost, DeviceMeters device)
        implements UrbMeter {

    @Override
    public void completed(TransferType type, Direction direction, int bytes, long nanos, int status) {
        urbs.completed(type, direction, status, bytes, nanos);
        device.completed(direction, status, bytes, nanos);
    }

    @Override
    public void unlinked() {
        unlinks.increment();
    }

    @Override
    public void late(int bytes, boolean kept) {
        (kept ? lateKept : lateLost).increment(bytes);
    }

    @Override
    public void refused(int status) {
        urbs.refused(status);
        device.refused();
    }
}
