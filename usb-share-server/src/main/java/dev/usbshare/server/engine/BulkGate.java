package dev.usbshare.server.engine;

import dev.usbshare.usb.EndpointAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where the bulk and isochronous URBs of one device wait while a limit does not let them go. They keep their order on each
 * endpoint; endpoints take turns. What waits here is in the in-flight table and charged like any URB, so that as much can
 * wait as may be in flight, and its streams are read on: an unlink finds it.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class BulkGate {

    private final Bandwidth bandwidth;
    private final Consumer<InFlightUrb> start;
    /** By endpoint, the one whose turn it is first; none is empty. */
    private final Map<EndpointAddress, ArrayDeque<InFlightUrb>> waiting = new LinkedHashMap<>();

    /** @param start takes an URB whose turn has come, and calls {@link #started} unless it cannot start any more */
    BulkGate(Bandwidth bandwidth, Consumer<InFlightUrb> start) {
        this.bandwidth = bandwidth;
        this.start = start;
    }

    Bandwidth bandwidth() {
        return bandwidth;
    }

    boolean isOpen() {
        return waiting.isEmpty() && bandwidth.isUnlimited();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** True if the URB may start at once; else it waits here. */
    boolean enter(InFlightUrb urb) {
        BulkTurns turns = bandwidth.turns();
        if (turns.isEmpty() && bandwidth.waitNanos(turns.now()) <= 0) {
            return true;
        }
        boolean first = waiting.isEmpty();
        waiting.computeIfAbsent(urb.stream.endpoint(), e -> new ArrayDeque<>()).add(urb);
        urb.waits = true;
        turns.waitingChanged(1);
        if (first) {
            turns.enter(this);
        }
        return false;
    }

    /** An URB is given to the device. */
    void started(InFlightUrb urb) {
        urb.metered = true;
        bandwidth.charge(urb.chargedBytes);
    }

    /** An URB of the device has ended. */
    void ended(InFlightUrb urb, int actualLengthBytes) {
        if (urb.metered) {
            urb.metered = false;
            bandwidth.refund(urb.chargedBytes - actualLengthBytes);
        }
    }

    void letOneGo() {
        var turn = waiting.entrySet().iterator().next();
        waiting.remove(turn.getKey());
        InFlightUrb urb = turn.getValue().remove();
        if (!turn.getValue().isEmpty()) {
            waiting.put(turn.getKey(), turn.getValue());
        }
        urb.waits = false;
        bandwidth.turns().waitingChanged(-1);
        start.accept(urb);
    }

    /** An URB does not wait any more. */
    void remove(InFlightUrb urb) {
        ArrayDeque<InFlightUrb> line = waiting.get(urb.stream.endpoint());
        if (line != null && line.remove(urb)) {
            urb.waits = false;
            bandwidth.turns().waitingChanged(-1);
            if (line.isEmpty()) {
                waiting.remove(urb.stream.endpoint());
            }
            leaveIfEmpty();
        }
    }

    /** Nothing waits any more. */
    List<InFlightUrb> clear() {
        var all = new ArrayList<InFlightUrb>();
        waiting.values().forEach(all::addAll);
        waiting.clear();
        all.forEach(urb -> urb.waits = false);
        bandwidth.turns().waitingChanged(-all.size());
        leaveIfEmpty();
        return all;
    }

    private void leaveIfEmpty() {
        if (waiting.isEmpty()) {
            bandwidth.turns().leave(this);
        }
    }
}
