package dev.usbshare.server.usbhost;

import dev.usbshare.server.usbhost.UrbTransfer.State;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back of an URB: from the queue of completed transfers, through its endpoint's order, to its submitter.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class UrbReturn {

    private static final Logger LOG = LoggerFactory.getLogger(UrbReturn.class);

    private final CompletionQueue completions;
    private final TransferMeter meter;
    private final TransferPool pool;
    private final Runnable deviceLost;
    private final Set<EndpointAddress> halted = new HashSet<>();
    private int inFlight;

    /** @param deviceLost runs when libusb says that the device is gone */
    UrbReturn(CompletionQueue completions, TransferMeter meter, TransferPool pool, Runnable deviceLost) {
        this.completions = completions;
        this.meter = meter;
        this.pool = pool;
        this.deviceLost = deviceLost;
    }

    /** libusb has taken a transfer. */
    void expect(EndpointLane lane, UrbTransfer t) {
        t.state = State.IN_FLIGHT;
        inFlight++;
        lane.started();
        meter.began(t.urb().lengthBytes());
    }

    /** libusb has nothing. */
    boolean isIdle() {
        return inFlight == 0;
    }

    /** Gives back what has completed. */
    void drain() {
        UrbTransfer next;
        for (UrbTransfer t = completions.takeAll(); t != null; t = next) {
            next = t.nextCompleted;
            t.nextCompleted = null;
            settle(t);
        }
    }

    /** Expects nothing more of a transfer that libusb has; {@link #deliver} gives its URB back. */
    void abandon(UrbTransfer t) {
        left(t);
        pool.abandon(t);
    }

    /** Gives back all whose turn it is on an endpoint. */
    void deliver(EndpointLane lane) {
        for (UrbTransfer t = lane.pollDeliverable(); t != null; t = lane.pollDeliverable()) {
            complete(t);
        }
    }

    /** Endpoints that stalled and have not been cleared since. */
    Set<EndpointAddress> halted() {
        return Set.copyOf(halted);
    }

    void cleared(EndpointAddress endpoint) {
        halted.remove(endpoint);
    }

    void allCleared() {
        halted.clear();
    }

    private void settle(UrbTransfer t) {
        if (t.state == State.IN_FLIGHT) {
            left(t);
            if (t.settle()) {
                deviceLost.run();
            } else if (t.status == UrbStatus.EPIPE && !t.urb().isControl()) {
                halted.add(t.urb().endpoint());
            }
        } else if (t.state == State.FREE) {
            return; // Given up by abandon() and told of after all.
        }
        t.state = State.ENDED;
        EndpointLane lane = t.lane;
        if (lane == null) {
            complete(t);
            return;
        }
        if (t.unlinked) {
            lane.remove(t);
            complete(t);
        }
        deliver(lane);
    }

    private void left(UrbTransfer t) {
        inFlight--;
        meter.ended(t.urb().lengthBytes());
        EndpointLane lane = t.lane;
        if (lane != null) {
            lane.ended();
        }
        t.cancelHeld = false;
    }

    private void complete(UrbTransfer t) {
        int status = t.status;
        int actualBytes = t.actualBytes;
        Urb urb = t.finish();
        pool.giveBack(t);
        try {
            urb.complete(status, actualBytes);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("seqnum", urb.id()).setCause(e).log("the end of an URB was not taken");
        }
    }
}
