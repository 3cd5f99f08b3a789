package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.UrbMeter;
import dev.usbshare.service.meters.UrbMeters;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what passes through attachments in {@link ClientMeters}. Confined to the event loop. */
final class MeterListener implements UrbMeter {

    private final UrbMeters urbs;
    private final Counter unlinked;
    private final Counter lateKept;
    private final Counter lateLost;

    MeterListener(MeterRegistry registry) {
        urbs = new UrbMeters(registry, ClientMeters.URB_LATENCY, ClientMeters.URB_BYTES, ClientMeters.URB_ERRORS);
        unlinked = ClientMeters.URBS_UNLINKED.counter().register(registry);
        lateKept = late(registry, "kept");
        lateLost = late(registry, "lost");
    }

    @Override
    public void completed(TransferType type, Direction direction, int bytes, long nanos, int status) {
        urbs.completed(type, direction, status, bytes, nanos);
    }

    private static Counter late(MeterRegistry registry, String outcome) {
        return ClientMeters.LATE_BYTES
                .counter()
                .tag(ClientMeters.Tag.OUTCOME.asString(), outcome)
                .register(registry);
    }

    @Override
    public void unlinked() {
        unlinked.increment();
    }

    @Override
    public void late(int bytes, boolean kept) {
        (kept ? lateKept : lateLost).increment(bytes);
    }

    @Override
    public void refused(int status) {
        urbs.refused(status);
    }
}
