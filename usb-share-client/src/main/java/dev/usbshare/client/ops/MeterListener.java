package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachmentListener;
import dev.usbshare.client.attachment.AttachmentState.EndReason;
import dev.usbshare.client.attachment.UrbMeter;
import dev.usbshare.service.meters.UrbMeters;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts what becomes of attachments in {@link ClientMeters}, and what passes through them. Confined to the event loop. */
final class MeterListener implements AttachmentListener {

    /** From a device that is free, to one that somebody has for the day. */
    private static final Duration[] ATTACHES = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(10),
        Duration.ofHours(8)
    };

    private final UrbMeters urbs;
    private final Counter unlinked;
    private final Counter lateKept;
    private final Counter lateLost;
    private final Timer attaches;
    private final Map<EndReason, Counter> ended;
    private final Map<RefusalCode, Counter> refusals;
    private final RemoteDeviceMeters devices;

    MeterListener(MeterRegistry registry, RemoteDeviceMeters devices) {
        this.devices = devices;
        urbs = new UrbMeters(registry, ClientMeters.URB_LATENCY, ClientMeters.URB_BYTES, ClientMeters.URB_ERRORS);
        unlinked = ClientMeters.URBS_UNLINKED.counter().register(registry);
        lateKept = late(registry, "kept");
        lateLost = late(registry, "lost");
        attaches =
                ClientMeters.ATTACHES.timer().serviceLevelObjectives(ATTACHES).register(registry);
        ended = byReason(registry, ClientMeters.ATTACHMENTS_ENDED, EndReason.values());
        refusals = byReason(registry, ClientMeters.REFUSALS, RefusalCode.values());
    }

    private static Counter late(MeterRegistry registry, String outcome) {
        return ClientMeters.LATE_BYTES
                .counter()
                .tag(ClientMeters.Tag.OUTCOME.asString(), outcome)
                .register(registry);
    }

    private static <R extends Enum<R>> Map<R, Counter> byReason(
            MeterRegistry registry, ClientMeters meter, R[] reasons) {
        return Arrays.stream(reasons)
                .collect(Collectors.toMap(
                        Function.identity(),
                        reason -> meter.counter()
                                .tag(
                                        ClientMeters.Tag.REASON.asString(),
                                        reason.name().toLowerCase(Locale.ROOT))
                                .register(registry)));
    }

    @Override
    public UrbMeter began(String server, UsbDeviceInfo device) {
        return new AttachmentTraffic(urbs, unlinked, lateKept, lateLost, devices.of(server, device.busId()));
    }

    @Override
    public void refused(RefusalCode code) {
        Objects.requireNonNull(refusals.get(code)).increment();
    }

    @Override
    public void attached(Duration waited) {
        attaches.record(waited);
    }

    @Override
    public void ended(EndReason reason) {
        Objects.requireNonNull(ended.get(reason)).increment();
    }
}
