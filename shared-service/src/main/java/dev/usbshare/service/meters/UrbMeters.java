package dev.usbshare.service.meters;

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

/**
 * Counts URBs by type and direction: how long they took, what they moved, how they ended if not well.
 *
 * <p><b>Confinement</b>: one thread; the meters themselves are read from any.
 */
public final class UrbMeters {

    /** The meters of one kind of URB. */
    private record Kind(Timer latency, Counter bytes) {}

    /** From a local device's microseconds to the 5 s after which a driver gives up. */
    static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofMillis(4),
        Duration.ofMillis(16),
        Duration.ofMillis(64),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final ServiceMeter errorMeter;
    private final Map<TransferType, Kind> in = new EnumMap<>(TransferType.class);
    private final Map<TransferType, Kind> out = new EnumMap<>(TransferType.class);
    private final Map<Integer, Counter> errors = new HashMap<>();

    /**
     * @param latency a timer by type and direction
     * @param bytes a counter by type and direction
     * @param errors a counter by status; each appears with its first error
     */
    public UrbMeters(MeterRegistry registry, ServiceMeter latency, ServiceMeter bytes, ServiceMeter errors) {
        this.registry = registry;
        this.errorMeter = errors;
        for (TransferType type : TransferType.values()) {
            in.put(type, kind(registry, latency, bytes, type, Direction.IN));
            out.put(type, kind(registry, latency, bytes, type, Direction.OUT));
        }
    }

    private static Kind kind(
            MeterRegistry registry, ServiceMeter latency, ServiceMeter bytes, TransferType type, Direction direction) {
        String[] tags = {
            UrbTag.TYPE.asString(),
            type.name().toLowerCase(Locale.ROOT),
            UrbTag.DIRECTION.asString(),
            UrbTag.text(direction)
        };
        return new Kind(
                latency.timer().serviceLevelObjectives(BUCKETS).tags(tags).register(registry),
                bytes.counter().tags(tags).register(registry));
    }

    /**
     * An URB ended.
     *
     * @param moved bytes
     * @param status {@link UrbStatus}
     */
    public void completed(TransferType type, Direction direction, int status, int moved, long nanos) {
        Kind kind = Objects.requireNonNull((direction == Direction.IN ? in : out).get(type));
        kind.latency().record(nanos, TimeUnit.NANOSECONDS);
        kind.bytes().increment(moved);
        if (status != UrbStatus.OK) {
            error(status);
        }
    }

    /** An URB was answered without being carried out. */
    public void refused(int status) {
        error(status);
    }

    private void error(int status) {
        errors.computeIfAbsent(
                        isNamed(status) ? status : UrbStatus.OK,
                        known -> errorMeter
                                .counter()
                                .tag(UrbTag.STATUS.asString(), known == UrbStatus.OK ? OTHER : UrbStatus.name(known))
                                .register(registry))
                .increment();
    }

    /** A status may come from a peer: those without a name count together, so that tags stay few. */
    private static boolean isNamed(int status) {
        return Character.isLetter(UrbStatus.name(status).charAt(0));
    }
}
