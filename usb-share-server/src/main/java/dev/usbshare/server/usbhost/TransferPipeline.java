package dev.usbshare.server.usbhost;

import dev.usbshare.server.usbhost.UrbTransfer.State;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.LibUsb;

/**
 * One device's URBs on their way through libusb: many in flight, each endpoint in order, each URB ended exactly once.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class TransferPipeline {

    /** Idle transfers kept for reuse; deeper bursts allocate anew. */
    private static final int MAX_POOLED = 128;

    private static final Logger LOG = LoggerFactory.getLogger(TransferPipeline.class);

    /** What the pipeline tells its device. */
    interface Owner {

        /** libusb says that the device is gone; may come from inside a submit. */
        void onDeviceLost();

        /** All that had completed has been given back. */
        void onDrained();

        /** Runs {@code task} on the executor, not from inside this call. */
        void later(Runnable task);

        /** URBs wait for memory: {@link #retryStarved} is to be called before long. */
        void retryLater();
    }

    private final LibusbHandle handle;
    private final UrbForm form;
    private final TransferMeter meter;
    private final Owner owner;
    private final CompletionQueue completions;
    private final EndpointLanes lanes = new EndpointLanes();
    private final MemoryWait memoryWait;
    private final ArrayDeque<UrbTransfer> pool = new ArrayDeque<>();
    private final List<UrbTransfer> heldCancels = new ArrayList<>();
    private final List<UrbTransfer> abandoned = new ArrayList<>();
    private final Set<EndpointAddress> halted = new HashSet<>();
    private int inFlight;
    private boolean held;
    private boolean closed;

    TransferPipeline(LibusbHandle handle, UrbForm form, TransferMeter meter, Owner owner, CompletionQueue completions) {
        this.handle = handle;
        this.form = form;
        this.meter = meter;
        this.owner = owner;
        this.completions = completions;
        this.memoryWait = new MemoryWait(lanes, meter, this::attempt, owner::retryLater);
    }

    /** Gives the URB its transfer; {@link #start} or {@link #refuse} comes next. */
    UrbTransfer admit(Urb urb) {
        if (!urb.buffer().isDirect()) {
            throw new IllegalArgumentException("libusb needs a direct buffer");
        }
        UrbTransfer transfer = pool.poll();
        if (transfer == null) {
            transfer = new UrbTransfer(completions);
        }
        transfer.begin(urb);
        return transfer;
    }

    void start(UrbTransfer transfer) {
        Urb urb = transfer.urb();
        EndpointLane lane = lanes.of(urb.endpoint());
        lane.add(transfer);
        int refusal = closed ? UrbStatus.ESHUTDOWN : form.refusalOf(urb);
        if (refusal != UrbStatus.OK) {
            transfer.fail(refusal);
        } else if (!lane.starved.isEmpty() || !attempt(lane, transfer)) {
            memoryWait.add(lane, transfer);
        }
    }

    /** Ends an URB that has not been started. */
    void refuse(UrbTransfer transfer, int status) {
        transfer.fail(status);
    }

    /** An unlink: the URB ends with ECONNRESET unless it has ended already, and holds back nobody any more. */
    void unlink(UrbTransfer transfer) {
        transfer.unlinked = true;
        switch (transfer.state) {
            case WAITING -> failWaiting(transfer, UrbStatus.ECONNRESET);
            case IN_FLIGHT -> {
                cancel(transfer);
                EndpointLane lane = transfer.lane;
                if (lane != null && transfer.later != null) {
                    owner.later(() -> deliver(lane));
                }
            }
            case FAILED, ENDED, FREE -> {
                // Its completion is on the way.
            }
        }
    }

    /** Ends what is under way on some endpoints, because the endpoints themselves end. */
    void flush(Predicate<EndpointAddress> which) {
        lanes.forEachTransfer(which, t -> {
            switch (t.state) {
                case WAITING -> failWaiting(t, UrbStatus.ESHUTDOWN);
                case IN_FLIGHT -> cancel(t);
                case FAILED, ENDED, FREE -> {
                    // Waits for its turn.
                }
            }
        });
    }

    /** Ends everything and starts nothing more. */
    void shutDown() {
        closed = true;
        flush(endpoint -> true);
    }

    /**
     * Ends every URB at once, because libusb will not tell of the rest. Their memory stays pinned until
     * {@link #free}. Not to be called from inside a drain.
     */
    void abandon() {
        settleCompleted();
        closed = true;
        lanes.forEachTransfer(endpoint -> true, t -> {
            if (t.state == State.IN_FLIGHT) {
                left(t);
                t.pinned = t.urb().buffer().retain();
                abandoned.add(t);
                t.abandon();
            } else if (t.state == State.WAITING) {
                t.abandon();
            }
        });
        lanes.forEach(lane -> {
            lane.starved.clear();
            deliver(lane);
        });
        owner.onDrained();
    }

    /** While a blocking request has the device's lock in the kernel a cancel would block as well, so it waits. */
    void hold() {
        held = true;
    }

    void resume() {
        held = false;
        for (UrbTransfer t : heldCancels) {
            if (t.cancelHeld) {
                t.cancelHeld = false;
                t.cancel();
            }
        }
        heldCancels.clear();
    }

    boolean isIdle() {
        return inFlight == 0;
    }

    boolean isIdle(Predicate<EndpointAddress> which) {
        return lanes.isIdle(which);
    }

    boolean isStarving() {
        return memoryWait.isWaiting();
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

    /** Gives back what has completed; runs on the executor after each wake. */
    void drain() {
        settleCompleted();
        memoryWait.retry();
        owner.onDrained();
    }

    /** Tries again those that wait for memory; a timer asks. */
    void retryStarved() {
        memoryWait.retryTimed();
    }

    /** Frees all that libusb had: the device is closed and its event thread has ended. */
    void free() {
        pool.forEach(UrbTransfer::free);
        pool.clear();
        for (UrbTransfer t : abandoned) {
            t.free();
            ByteBuf pinned = t.pinned;
            if (pinned != null) {
                t.pinned = null;
                pinned.release();
            }
        }
        abandoned.clear();
    }

    private void settleCompleted() {
        UrbTransfer next;
        for (UrbTransfer t = completions.takeAll(); t != null; t = next) {
            next = t.nextCompleted;
            t.nextCompleted = null;
            settle(t);
        }
    }

    private void settle(UrbTransfer t) {
        if (t.state == State.IN_FLIGHT) {
            left(t);
            if (t.settle()) {
                owner.onDeviceLost();
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

    private void deliver(EndpointLane lane) {
        for (UrbTransfer t = lane.pollDeliverable(); t != null; t = lane.pollDeliverable()) {
            complete(t);
        }
    }

    private void complete(UrbTransfer t) {
        int status = t.status;
        int actualBytes = t.actualBytes;
        Urb urb = t.finish();
        if (t.pinned == null) {
            recycle(t);
        }
        try {
            urb.complete(status, actualBytes);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("seqnum", urb.id()).setCause(e).log("the end of an URB was not taken");
        }
    }

    private void recycle(UrbTransfer t) {
        if (pool.size() < MAX_POOLED || closed) {
            pool.push(t);
        } else {
            t.free();
        }
    }

    /** Hands the URB to libusb; false if it has to wait for memory. */
    private boolean attempt(EndpointLane lane, UrbTransfer t) {
        Urb urb = t.urb();
        LibusbTransfer nativeTransfer = t.nativeTransfer(handle);
        form.fill(nativeTransfer, urb);
        int code = nativeTransfer.submit();
        if (code == LibUsb.SUCCESS) {
            t.state = State.IN_FLIGHT;
            inFlight++;
            lane.started();
            meter.began(urb.lengthBytes());
            return true;
        }
        if (memoryWait.mayPass(code, t)) {
            return false;
        }
        if (code == LibUsb.ERROR_NO_DEVICE) {
            owner.onDeviceLost();
        }
        t.fail(TransferStatus.ofRefusal(code));
        return true;
    }

    private void failWaiting(UrbTransfer t, int status) {
        EndpointLane lane = t.lane;
        if (lane != null) {
            lane.starved.remove(t);
        }
        t.fail(status);
    }

    private void cancel(UrbTransfer t) {
        if (held) {
            if (!t.cancelHeld) {
                t.cancelHeld = true;
                heldCancels.add(t);
            }
        } else {
            t.cancel();
        }
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
}
