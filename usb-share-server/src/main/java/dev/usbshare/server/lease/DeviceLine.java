package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.lease.Place.Kind;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.WireLimits;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One device's lease and those who stand in line for it, first come first served but for the one who takes over.
 *
 * <p><b>Confinement</b>: the registry's executor.
 */
final class DeviceLine {

    private final BusId busId;
    private final ArrayDeque<Place> places = new ArrayDeque<>();
    private @Nullable Lease lease;

    DeviceLine(BusId busId) {
        this.busId = busId;
    }

    BusId busId() {
        return busId;
    }

    @Nullable
    Lease lease() {
        return lease;
    }

    void setLease(@Nullable Lease next) {
        lease = next;
    }

    int length() {
        return places.size();
    }

    boolean isFull() {
        return places.size() >= WireLimits.MAX_QUEUE;
    }

    List<Place> places() {
        return List.copyOf(places);
    }

    boolean hasPlaceOf(long session) {
        return places.stream().anyMatch(p -> p.seeker().who().session() == session);
    }

    /** Who takes the device over just now; null if nobody does. */
    @Nullable
    Place takingOver() {
        Place first = places.peekFirst();
        return first != null && first.kind() == Kind.TAKING_OVER ? first : null;
    }

    void add(Place place) {
        if (place.kind() == Kind.TAKING_OVER) {
            places.addFirst(place);
        } else {
            places.addLast(place);
        }
    }

    /** Lets one of those who wait be next, whoever else comes; empty if this peer does not wait. */
    Optional<Place> prefer(NodeId peer) {
        Optional<Place> meant = places.stream()
                .filter(p -> p.seeker().who().peer().equals(peer))
                .findFirst();
        meant.ifPresent(place -> {
            places.remove(place);
            places.addFirst(new Place(place.seeker(), Kind.TAKING_OVER, place.since()));
        });
        return meant;
    }

    /** Whose turn it is; leaves the line. Null if nobody waits. */
    @Nullable
    Place next() {
        return places.pollFirst();
    }

    /**
     * A seeker leaves the line.
     *
     * @param waitingOnly whether only one that chose to wait may
     */
    boolean remove(LeaseSeeker seeker, boolean waitingOnly) {
        return places.removeIf(p -> p.seeker().equals(seeker) && (!waitingOnly || p.kind() == Kind.WAITING));
    }

    /** Everybody leaves the line. */
    List<Place> removeAll() {
        var all = places();
        places.clear();
        return all;
    }

    /** Everybody who waits for this very device leaves the line. */
    List<Place> removeAll(UsbDeviceInfo device) {
        var all = places.stream()
                .filter(p -> Lease.isSame(p.seeker().device(), device))
                .toList();
        places.removeAll(all);
        return all;
    }

    /** Tells everybody concerned how the line is now. */
    void tellAll() {
        Lease held = lease;
        if (held == null) {
            return;
        }
        int position = 0;
        for (Place place : List.copyOf(places)) {
            position++;
            place.tell(Math.min(position, WireLimits.MAX_QUEUE), held.holderName());
        }
        if (held.state() == Lease.State.HELD) {
            held.politeRequest().update(held.seeker(), Math.min(places.size(), WireLimits.MAX_QUEUE), whoWaits());
        }
    }

    private String whoWaits() {
        Place first = places.peekFirst();
        if (first == null) {
            return "nobody waits for device " + busId + " any more";
        }
        String name = first.seeker().who().name();
        int others = places.size() - 1;
        return others == 0
                ? name + " waits for device " + busId
                : name + " and " + others + " more wait for device " + busId;
    }
}
