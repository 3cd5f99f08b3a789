package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.LeaseId;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Every lease there is, one for each device at most. Thread-safe. */
public final class LeaseRegistry {

    private final ConcurrentMap<BusId, Lease> byDevice = new ConcurrentHashMap<>();
    private final List<Consumer<BusId>> listeners = new CopyOnWriteArrayList<>();
    private final EventExecutor executor;
    private final SecureRandom random;
    private final Clock clock;

    /** @param executor that all sessions run on */
    public LeaseRegistry(EventExecutor executor, SecureRandom random, Clock clock) {
        this.executor = executor;
        this.random = random;
        this.clock = clock;
    }

    /** A new lease, or empty if somebody has one. */
    public Optional<Lease> grant(BusId busId, NodeId holder) {
        var lease = new Lease(new LeaseId(random.nextLong(), random.nextLong()), busId, holder, clock.instant());
        if (byDevice.putIfAbsent(busId, lease) != null) {
            return Optional.empty();
        }
        holderChanged(busId);
        return Optional.of(lease);
    }

    /** The device is free again. Idempotent. */
    public void release(Lease lease) {
        if (byDevice.remove(lease.busId(), lease)) {
            holderChanged(lease.busId());
        }
        lease.markReleased();
    }

    /** Calls back when a device got another holder or none, on the thread that did it; must not block. */
    public void addListener(Consumer<BusId> holderChanged) {
        listeners.add(holderChanged);
    }

    public void removeListener(Consumer<BusId> holderChanged) {
        listeners.remove(holderChanged);
    }

    private void holderChanged(BusId busId) {
        listeners.forEach(listener -> listener.accept(busId));
    }

    public Optional<Lease> of(BusId busId) {
        return Optional.ofNullable(byDevice.get(busId));
    }

    EventExecutor executor() {
        return executor;
    }

    /** A snapshot, by bus id. */
    public List<Lease> all() {
        return byDevice.values().stream()
                .sorted(Comparator.comparing(Lease::busId))
                .toList();
    }
}
