package dev.usbshare.server.usbhost;

import dev.usbshare.server.usbhost.UrbTransfer.State;
import dev.usbshare.usb.EndpointAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The order of one endpoint: transfers are given back in the order in which they came, however they ended, except that
 * an unlinked one neither holds up others nor waits for them.
 *
 * <p><b>Confinement</b>: the device's executor. Bounded by what the engine admits.
 */
final class EndpointLane {

    private final EndpointAddress endpoint;
    private @Nullable UrbTransfer oldest;
    private @Nullable UrbTransfer newest;
    private int inFlight;

    /** Those libusb had no memory for, in order; each is in the lane as well. */
    final ArrayDeque<UrbTransfer> starved = new ArrayDeque<>();

    EndpointLane(EndpointAddress endpoint) {
        this.endpoint = endpoint;
    }

    EndpointAddress endpoint() {
        return endpoint;
    }

    void add(UrbTransfer transfer) {
        transfer.lane = this;
        transfer.earlier = newest;
        transfer.later = null;
        if (newest == null) {
            oldest = transfer;
        } else {
            newest.later = transfer;
        }
        newest = transfer;
    }

    /** Takes out the next one to give back in order, or null if it is nobody's turn. */
    @Nullable
    UrbTransfer pollDeliverable() {
        for (UrbTransfer t = oldest; t != null; t = t.later) {
            if (t.state == State.ENDED) {
                remove(t);
                return t;
            }
            if (!t.unlinked) {
                return null;
            }
        }
        return null;
    }

    void started() {
        inFlight++;
    }

    void ended() {
        inFlight--;
    }

    boolean hasInFlight() {
        return inFlight > 0;
    }

    /** The oldest of all in the lane; follow {@code later}. */
    @Nullable
    UrbTransfer oldest() {
        return oldest;
    }

    void remove(UrbTransfer t) {
        if (t.earlier == null) {
            oldest = t.later;
        } else {
            t.earlier.later = t.later;
        }
        if (t.later == null) {
            newest = t.earlier;
        } else {
            t.later.earlier = t.earlier;
        }
        t.earlier = null;
        t.later = null;
        t.lane = null;
    }
}
