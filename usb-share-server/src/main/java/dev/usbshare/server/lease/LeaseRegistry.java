package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.lease.Place.Kind;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireLimits;
import io.netty.util.concurrent.EventExecutor;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every lease there is, one for each device at most, and who stands in line for what.
 *
 * <p>A seeker {@link #ask asks}; when its {@link LeaseSeeker#turn turn} comes, the device is its own until it is
 * {@link #release released}. Whoever wants a lease to end tells its seeker so, which alone ends it.
 *
 * <p><b>Confinement</b>: the executor that all sessions run on, except where a method says otherwise.
 */
public final class LeaseRegistry {

    private final EventExecutor executor;
    private final SecureRandom random;
    private final Clock clock;
    private final Map<BusId, DeviceLine> lines = new HashMap<>();
    private final ConcurrentMap<BusId, Lease> current = new ConcurrentHashMap<>();
    private final List<LeaseListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<BusId>> holderListeners = new CopyOnWriteArrayList<>();
    private volatile int waiting;

    /** @param executor that all sessions run on */
    public LeaseRegistry(EventExecutor executor, SecureRandom random, Clock clock) {
        this.executor = executor;
        this.random = random;
        this.clock = clock;
    }

    /**
     * A seeker wants its device. It hears of its turn, of its place in line, or of a refusal, perhaps before this returns.
     *
     * @param mayTakeOver whether it has the right that {@link AttachMode#TAKE_OVER} needs
     */
    public void ask(LeaseSeeker seeker, AttachMode mode, boolean mayTakeOver) {
        DeviceLine line = lines.computeIfAbsent(seeker.device().busId(), DeviceLine::new);
        Lease held = leaseOf(line, seeker.device());
        if (held == null) {
            if (!promise(line, seeker)) {
                lines.remove(line.busId());
            }
        } else if (!held.hangs().isEmpty()) {
            seeker.refused(RefusalCode.DEVICE_ERROR, held.hangs());
        } else if (isReturning(held, seeker.who()) && line.length() == 0) {
            join(line, place(seeker, Kind.RETURNING));
        } else if (isOwn(held, seeker.who()) || line.hasPlaceOf(seeker.who().session())) {
            seeker.refused(RefusalCode.LEASED, "this session has device " + line.busId() + " or asked for it already");
        } else {
            switch (mode) {
                case NOW -> seeker.refused(RefusalCode.LEASED, held.whoHasIt());
                case WAIT -> wait(line, seeker);
                case TAKE_OVER -> takeOver(line, held, seeker, mayTakeOver);
            }
        }
    }

    /** What stands between a device and who wants it; not the lease of one that hung at its place and was pulled out. */
    private @Nullable Lease leaseOf(DeviceLine line, UsbDeviceInfo device) {
        Lease held = line.lease();
        if (held != null && !held.hangs().isEmpty() && !Lease.isSame(held.device(), device)) {
            current.remove(line.busId(), held);
            line.setLease(null);
            return null;
        }
        return held;
    }

    /** A peer comes back for what its last session, or this one a moment ago, is just giving back. */
    private static boolean isReturning(Lease held, Leaseholder who) {
        return held.holder().equals(who.peer())
                && (held.session() != who.session() || held.state() == Lease.State.ENDING);
    }

    private static boolean isOwn(Lease held, Leaseholder who) {
        return held.session() == who.session() && held.state() != Lease.State.ENDING;
    }

    private void wait(DeviceLine line, LeaseSeeker seeker) {
        if (line.isFull()) {
            seeker.refused(RefusalCode.LIMIT, WireLimits.MAX_QUEUE + " wait for device " + line.busId() + " already");
        } else {
            join(line, place(seeker, Kind.WAITING));
        }
    }

    private void takeOver(DeviceLine line, Lease held, LeaseSeeker seeker, boolean mayTakeOver) {
        Place other = line.takingOver();
        if (!mayTakeOver) {
            seeker.refused(RefusalCode.LEASED, held.whoHasIt() + "; you may not take it over");
        } else if (other != null) {
            seeker.refused(
                    RefusalCode.LEASED,
                    other.seeker().who().name() + " is just taking device " + line.busId() + " over");
        } else {
            join(line, place(seeker, Kind.TAKING_OVER));
            held.seeker().revoked(LeaseEnd.takenOver(seeker.who()));
        }
    }

    /**
     * A person has a device go to one of those who wait for it, at once: its holder loses it.
     *
     * @return why that cannot be; empty if it is done
     */
    Optional<String> give(Lease held, NodeId peer) {
        DeviceLine line = lines.get(held.busId());
        if (line == null || line.lease() != held) {
            return Optional.of("nobody uses device " + held.busId() + " any more");
        }
        if (held.holder().equals(peer)) {
            return Optional.of(held.holderName() + " has device " + held.busId() + " already");
        }
        if (!held.hangs().isEmpty()) {
            return Optional.of(held.hangs());
        }
        Place other = line.takingOver();
        if (other != null) {
            return Optional.of(other.seeker().who().name() + " is just taking device " + line.busId() + " over");
        }
        Optional<Place> next = line.prefer(peer);
        if (next.isEmpty()) {
            return Optional.of("that peer does not wait for device " + held.busId()
                    + ": it is given to who asked for it, with 'usb-share-client attach " + held.busId() + " --wait'");
        }
        lineChanged(line);
        held.seeker().revoked(LeaseEnd.given(next.get().seeker().who()));
        return Optional.empty();
    }

    private Place place(LeaseSeeker seeker, Kind kind) {
        return new Place(seeker, kind, clock.instant());
    }

    private void join(DeviceLine line, Place place) {
        line.add(place);
        lineChanged(line);
    }

    private void lineChanged(DeviceLine line) {
        waiting = lines.values().stream().mapToInt(DeviceLine::length).sum();
        line.tellAll();
    }

    /** Offers a free device to one after the other until somebody takes it. */
    private void offer(DeviceLine line) {
        boolean taken = false;
        for (Place next = line.next(); next != null && !taken; next = taken ? null : line.next()) {
            taken = promise(line, next.seeker());
        }
        if (!taken) {
            lines.remove(line.busId());
        }
        lineChanged(line);
    }

    private boolean promise(DeviceLine line, LeaseSeeker seeker) {
        var id = new LeaseId(random.nextLong(), random.nextLong());
        var lease = new Lease(id, seeker, clock.instant(), executor.ticker().nanoTime(), new PoliteRequest(executor));
        line.setLease(lease);
        current.put(line.busId(), lease);
        boolean taken = seeker.turn(lease);
        if (taken) {
            holderChanged(line.busId());
        } else {
            current.remove(line.busId());
            line.setLease(null);
        }
        return taken;
    }

    /**
     * A seeker does not want to stand in line any more. It hears nothing of it.
     *
     * @param waitingOnly whether this is a choice, open only to those who chose to wait
     * @return whether it left a line
     */
    public boolean leave(LeaseSeeker seeker, boolean waitingOnly) {
        DeviceLine line = lines.get(seeker.device().busId());
        if (line == null || !line.remove(seeker, waitingOnly)) {
            return false;
        }
        lineChanged(line);
        return true;
    }

    /** The client was told that the lease is its own. */
    public void held(Lease lease, LeaseTerms terms, LeaseUse use, Duration waited) {
        lease.toHeld(terms, use);
        listeners.forEach(l -> l.granted(waited));
        DeviceLine line = lines.get(lease.busId());
        if (line != null) {
            line.tellAll();
        }
    }

    /** A lease that was held is over; its device is being given back. */
    public void ending(Lease lease) {
        lease.toEnding();
        lease.politeRequest().stop();
    }

    /** A lease's device does not come back from being opened or closed: nobody waits for it until it does. */
    public void hangs(Lease lease, String why) {
        DeviceLine line = lines.get(lease.busId());
        if (line != null && current.get(lease.busId()) == lease) {
            lease.toHanging(why);
            List<Place> left = line.removeAll();
            lineChanged(line);
            left.forEach(place -> place.seeker().refused(RefusalCode.DEVICE_ERROR, why));
        }
    }

    /** The device is free again: it is the next one's turn. Idempotent. */
    public void release(Lease lease, LeaseEnd end) {
        DeviceLine line = lines.get(lease.busId());
        if (line == null || !current.remove(lease.busId(), lease)) {
            return;
        }
        line.setLease(null);
        if (lease.state() == Lease.State.ENDING) {
            listeners.forEach(l -> l.ended(end));
        }
        holderChanged(line.busId());
        offer(line);
    }

    private void holderChanged(BusId busId) {
        holderListeners.forEach(listener -> listener.accept(busId));
    }

    /** A device is not offered any more: whoever waits for it is refused. */
    public void closeLine(UsbDeviceInfo device, RefusalCode code, String reason) {
        DeviceLine line = lines.get(device.busId());
        if (line != null) {
            List<Place> left = line.removeAll(device);
            lineChanged(line);
            left.forEach(place -> place.seeker().refused(code, reason));
        }
    }

    /** Whoever has this device loses it. */
    public void revoke(UsbDeviceInfo device, LeaseEnd end) {
        DeviceLine line = lines.get(device.busId());
        Lease held = line == null ? null : line.lease();
        if (held != null && Lease.isSame(held.device(), device)) {
            held.seeker().revoked(end);
        }
    }

    /** Runs something soon. Any thread. */
    public void onExecutor(Runnable task) {
        executor.execute(task);
    }

    /** Looks again whether each holder may go on. Any thread. */
    public void reviewAll() {
        executor.execute(() -> current.values().forEach(lease -> lease.seeker().review()));
    }

    /** Any thread. */
    public void addListener(LeaseListener listener) {
        listeners.add(listener);
    }

    /** Calls back on the executor when a device got another holder or none. Any thread. */
    public void addListener(Consumer<BusId> holderChanged) {
        holderListeners.add(holderChanged);
    }

    /** Any thread. */
    public void removeListener(Consumer<BusId> holderChanged) {
        holderListeners.remove(holderChanged);
    }

    /** Who has a device. Any thread. */
    public Optional<Lease> of(BusId busId) {
        return Optional.ofNullable(current.get(busId));
    }

    /** A snapshot, by bus id. Any thread. */
    public List<Lease> all() {
        return current.values().stream()
                .sorted(Comparator.comparing(Lease::busId))
                .toList();
    }

    /** Why devices hang, for people; empty if none does. Any thread. */
    public List<String> hanging() {
        return all().stream().map(Lease::hangs).filter(why -> !why.isEmpty()).toList();
    }

    /** How many stand in line, for whatever device. Any thread. */
    public int waiting() {
        return waiting;
    }

    /** That all sessions run on. Any thread. */
    public EventExecutor executor() {
        return executor;
    }

    Clock clock() {
        return clock;
    }

    List<Place> placesFor(BusId busId) {
        DeviceLine line = lines.get(busId);
        return line == null ? List.of() : line.places();
    }
}
