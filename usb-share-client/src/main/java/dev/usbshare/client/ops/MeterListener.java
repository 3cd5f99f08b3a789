package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.UrbMeter;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Counts what passes through attachments in {@link ClientMeters}. Confined to the event loop. */
final class MeterListener implements UrbMeter {

    /** The meters of one kind of URB. */
    private record UrbMeters(Timer latency, Counter bytes) {}

    /** From a local device's microseconds to the 5 s after which a driver gives up. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofMillis(4),
        Duration.ofMillis(16),
        Duration.ofMillis(64),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final Map<TransferType, UrbMeters> in = new EnumMap<>(TransferType.class);
    private final Map<TransferType, UrbMeters> out = new EnumMap<>(TransferType.class);
    private final Map<Integer, Counter> errors = new HashMap<>();
    private final Counter unlinked;

    MeterListener(MeterRegistry registry) {
        this.registry = registry;
        for (TransferType type : TransferType.values()) {
            in.put(type, register(registry, type, Direction.IN));
            out.put(type, register(registry, type, Direction.OUT));
        }
        unlinked = Counter.builder(ClientMeters.URBS_UNLINKED.getName()).register(registry);
    }

    private static UrbMeters register(MeterRegistry registry, TransferType type, Direction direction) {
        String[] tags = {
            ClientMeters.Tag.TYPE.asString(),
            type.name().toLowerCase(Locale.ROOT),
            ClientMeters.Tag.DIRECTION.asString(),
            direction.name().toLowerCase(Locale.ROOT)
        };
        return new UrbMeters(
                Timer.builder(ClientMeters.URB_LATENCY.getName())
                        .serviceLevelObjectives(BUCKETS)
                        .tags(tags)
                        .register(registry),
                Counter.builder(ClientMeters.URB_BYTES.getName())
                        .baseUnit(ClientMeters.URB_BYTES.getBaseUnit())
                        .tags(tags)
                        .register(registry));
    }

    @Override
    public void completed(TransferType type, Direction direction, int bytes, long nanos, int status) {
        UrbMeters meters = Objects.requireNonNull((direction == Direction.IN ? in : out).get(type));
        meters.latency().record(nanos, TimeUnit.NANOSECONDS);
        meters.bytes().increment(bytes);
        if (status != UrbStatus.OK) {
            error(status);
        }
    }

    @Override
    public void unlinked() {
        unlinked.increment();
    }

    @Override
    public void refused(int status) {
        error(status);
    }

    private void error(int status) {
        errors.computeIfAbsent(
                        known(status),
                        s -> Counter.builder(ClientMeters.URB_ERRORS.getName())
                                .tag(ClientMeters.Tag.STATUS.asString(), s == 0 ? "other" : UrbStatus.name(s))
                                .register(registry))
                .increment();
    }

    /** The status comes from a peer: one without a name counts as 0, so that tags stay few. */
    private static int known(int status) {
        return Character.isLetter(UrbStatus.name(status).charAt(0)) ? status : 0;
    }
}
