package dev.usbshare.server.ops;

import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.session.SessionListener;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Counts what engines and sessions do in {@link ServerMeters}.
 *
 * <p><b>Confinement</b>: the listener methods on the transport's executor; meters are read from any thread.
 */
final class MeterListener implements EngineListener, SessionListener {

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
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Counter denied;
    private final Counter protocolErrors;

    MeterListener(MeterRegistry registry, IntSupplier leases, IntSupplier sharedDevices) {
        this.registry = registry;
        for (TransferType type : TransferType.values()) {
            in.put(type, register(registry, type, Direction.IN));
            out.put(type, register(registry, type, Direction.OUT));
        }
        denied = counter(ServerMeters.PEERS_DENIED);
        protocolErrors = counter(ServerMeters.PROTOCOL_ERRORS);
        gauge(ServerMeters.URBS_IN_FLIGHT, inFlight::get);
        gauge(ServerMeters.SESSIONS, sessions::get);
        gauge(ServerMeters.LEASES, leases);
        gauge(ServerMeters.DEVICES_SHARED, sharedDevices);
        Gauge.builder(ServerMeters.BUFFERS.getName(), PooledByteBufAllocator.DEFAULT::pinnedDirectMemory)
                .description(ServerMeters.BUFFERS.description())
                .baseUnit(ServerMeters.BUFFERS.getBaseUnit())
                .register(registry);
    }

    private static UrbMeters register(MeterRegistry registry, TransferType type, Direction direction) {
        String[] tags = {
            ServerMeters.Tag.TYPE.asString(),
            type.name().toLowerCase(Locale.ROOT),
            ServerMeters.Tag.DIRECTION.asString(),
            direction.name().toLowerCase(Locale.ROOT)
        };
        return new UrbMeters(
                Timer.builder(ServerMeters.URB_LATENCY.getName())
                        .description(ServerMeters.URB_LATENCY.description())
                        .serviceLevelObjectives(BUCKETS)
                        .tags(tags)
                        .register(registry),
                Counter.builder(ServerMeters.URB_BYTES.getName())
                        .description(ServerMeters.URB_BYTES.description())
                        .baseUnit(ServerMeters.URB_BYTES.getBaseUnit())
                        .tags(tags)
                        .register(registry));
    }

    private void gauge(ServerMeters meter, IntSupplier value) {
        Gauge.builder(meter.getName(), value::getAsInt)
                .description(meter.description())
                .register(registry);
    }

    private Counter counter(ServerMeters meter) {
        return Counter.builder(meter.getName()).description(meter.description()).register(registry);
    }

    @Override
    public void urbSubmitted() {
        inFlight.incrementAndGet();
    }

    @Override
    public void urbCompleted(TransferType type, Direction direction, int status, int moved, long nanos) {
        inFlight.decrementAndGet();
        UrbMeters meters = Objects.requireNonNull((direction == Direction.IN ? in : out).get(type));
        meters.latency().record(nanos, TimeUnit.NANOSECONDS);
        meters.bytes().increment(moved);
        if (status != UrbStatus.OK) {
            error(status);
        }
    }

    @Override
    public void urbRefused(int status) {
        error(status);
    }

    private void error(int status) {
        errors.computeIfAbsent(
                        status,
                        s -> Counter.builder(ServerMeters.URB_ERRORS.getName())
                                .description(ServerMeters.URB_ERRORS.description())
                                .tag(ServerMeters.Tag.STATUS.asString(), UrbStatus.name(s))
                                .register(registry))
                .increment();
    }

    @Override
    public void sessionOpened() {
        sessions.incrementAndGet();
    }

    @Override
    public void sessionClosed() {
        sessions.decrementAndGet();
    }

    @Override
    public void peerDenied() {
        denied.increment();
    }

    @Override
    public void protocolBroken() {
        protocolErrors.increment();
    }

    @Override
    public void leaseGranted() {}

    @Override
    public void leaseEnded() {}
}
