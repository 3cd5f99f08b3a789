package dev.usbshare.client.bridge;

import dev.usbshare.wire.WireLimits;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The URBs that the kernel waits for, by seqnum, and those that it has taken back while the server still has them.
 *
 * <p>An URB is in one of the two, never in both; only the first kind may ever be answered with a RET_SUBMIT. Both count
 * towards the limits, because the server counts them too: so the second kind is as bounded as the first.
 *
 * <p><b>Confinement</b>: the bridge's event loop. At most {@link WireLimits#MAX_IN_FLIGHT_URBS} entries and
 * {@link WireLimits#MAX_IN_FLIGHT_BYTES} bytes asked for.
 */
final class InFlightTable {

    private final IntObjectHashMap<PendingUrb> waiting = new IntObjectHashMap<>();
    private final IntObjectHashMap<PendingUrb> unlinked = new IntObjectHashMap<>();
    private int chargedUrbs;
    private long chargedBytes;
    private int waitingControl;

    /** Takes room for an URB before anything is allocated for it; false if there is none. */
    boolean charge(int lengthBytes) {
        if (chargedUrbs == WireLimits.MAX_IN_FLIGHT_URBS
                || chargedBytes + lengthBytes > WireLimits.MAX_IN_FLIGHT_BYTES) {
            return false;
        }
        chargedUrbs++;
        chargedBytes += lengthBytes;
        return true;
    }

    /** Whether that number may be given to a new URB. */
    boolean isFree(int seqnum) {
        return !waiting.containsKey(seqnum) && !unlinked.containsKey(seqnum);
    }

    /** Enters an URB that has been charged. */
    void add(PendingUrb urb) {
        waiting.put(urb.seqnum(), urb);
        if (urb.isControl()) {
            waitingControl++;
        }
    }

    @Nullable
    PendingUrb find(int seqnum) {
        return waiting.get(seqnum);
    }

    /** The URB was taken back and the server has not answered yet. */
    @Nullable
    PendingUrb findUnlinked(int seqnum) {
        return unlinked.get(seqnum);
    }

    /** The one of a pipe's URBs that the kernel has been waiting for longest. */
    @Nullable
    PendingUrb oldestWaiting(EndpointPipe pipe) {
        PendingUrb oldest = null;
        for (PendingUrb urb : waiting.values()) {
            // Sequence numbers wrap around.
            if (urb.pipe() == pipe && (oldest == null || urb.seqnum() - oldest.seqnum() < 0)) {
                oldest = urb;
            }
        }
        return oldest;
    }

    /** The server has ended an URB that the kernel waits for. */
    void completed(PendingUrb urb) {
        leave(urb);
        discharge(urb);
    }

    /** A waiting URB is taken back: from here on the kernel hears nothing of it from the server. */
    void unlink(PendingUrb urb) {
        leave(urb);
        unlinked.put(urb.seqnum(), urb);
    }

    /** The server has answered an URB that was taken back. */
    void unlinkedEnded(PendingUrb urb) {
        unlinked.remove(urb.seqnum());
        discharge(urb);
    }

    boolean isControlWaiting() {
        return waitingControl > 0;
    }

    /** URBs in flight on the wire, those taken back included. */
    int urbs() {
        return chargedUrbs;
    }

    /** Bytes asked for by {@link #urbs()}. */
    long bytes() {
        return chargedBytes;
    }

    /** Empties the table; what the kernel still waits for is returned, to be answered. */
    List<PendingUrb> clear() {
        List<PendingUrb> left = new ArrayList<>(waiting.values());
        waiting.clear();
        unlinked.clear();
        chargedUrbs = 0;
        chargedBytes = 0;
        waitingControl = 0;
        return left;
    }

    private void leave(PendingUrb urb) {
        waiting.remove(urb.seqnum());
        if (urb.isControl()) {
            waitingControl--;
        }
    }

    private void discharge(PendingUrb urb) {
        chargedUrbs--;
        chargedBytes -= urb.lengthBytes();
    }
}
