package dev.usbshare.server.usbhost;

import dev.usbshare.server.usbhost.UrbTransfer.State;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import java.util.Set;
import java.util.function.Predicate;
import org.usb4java.LibUsb;

/**
 * One device's URBs on their way through libusb: many in flight, each endpoint in order, each URB ended exactly once.
 *
 * <p>The way down is here, the way back is {@link UrbReturn}.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class TransferPipeline {

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
    private final Owner owner;
    private final EndpointLanes lanes = new EndpointLanes();
    private final MemoryWait memoryWait;
    private final TransferPool pool;
    private final CancelGate cancels = new CancelGate();
    private final UrbReturn back;
    private boolean closed;

    TransferPipeline(LibusbHandle handle, UrbForm form, TransferMeter meter, Owner owner, CompletionQueue completions) {
        this.handle = handle;
        this.form = form;
        this.owner = owner;
        this.memoryWait = new MemoryWait(lanes, meter, this::attempt, owner::retryLater);
        this.pool = new TransferPool(completions);
        this.back = new UrbReturn(completions, meter, pool, owner::onDeviceLost);
    }

    /** Gives the URB its transfer; {@link #start} or {@link #refuse} comes next. */
    UrbTransfer admit(Urb urb) {
        if (!urb.buffer().isDirect()) {
            throw new IllegalArgumentException("libusb needs a direct buffer");
        }
        return pool.take(urb);
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
                cancels.cancel(transfer);
                EndpointLane lane = transfer.lane;
                if (lane != null && transfer.later != null) {
                    owner.later(() -> back.deliver(lane));
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
                case IN_FLIGHT -> cancels.cancel(t);
                case FAILED, ENDED, FREE -> {
                    // Waits for its turn.
                }
            }
        });
    }

    /** Ends everything and starts nothing more. */
    void shutDown() {
        close();
        flush(endpoint -> true);
    }

    /**
     * Ends every URB at once, because libusb will not tell of the rest. Their memory stays pinned until
     * {@link #free}. Not to be called from inside a drain.
     */
    void abandon() {
        back.drain();
        close();
        lanes.forEachTransfer(endpoint -> true, t -> {
            if (t.state == State.IN_FLIGHT) {
                back.abandon(t);
            } else if (t.state == State.WAITING) {
                t.abandon();
            }
        });
        lanes.forEach(lane -> {
            lane.starved.clear();
            back.deliver(lane);
        });
        owner.onDrained();
    }

    /** A blocking request is about to take the device's lock in the kernel. */
    void hold() {
        cancels.hold();
    }

    void resume() {
        cancels.resume();
    }

    boolean isIdle() {
        return back.isIdle();
    }

    boolean isIdle(Predicate<EndpointAddress> which) {
        return lanes.isIdle(which);
    }

    boolean isStarving() {
        return memoryWait.isWaiting();
    }

    /** Endpoints that stalled and have not been cleared since. */
    Set<EndpointAddress> halted() {
        return back.halted();
    }

    void cleared(EndpointAddress endpoint) {
        back.cleared(endpoint);
    }

    void allCleared() {
        back.allCleared();
    }

    /** Gives back what has completed; runs on the executor after each wake. */
    void drain() {
        back.drain();
        memoryWait.retry();
        owner.onDrained();
    }

    /** Tries again those that wait for memory; a timer asks. */
    void retryStarved() {
        memoryWait.retryTimed();
    }

    /** Frees all that libusb had: the device is closed and its event thread has ended. */
    void free() {
        pool.free();
    }

    private void close() {
        closed = true;
        pool.close();
    }

    /** Hands the URB to libusb; false if it has to wait for memory. */
    private boolean attempt(EndpointLane lane, UrbTransfer t) {
        LibusbTransfer nativeTransfer = t.nativeTransfer(handle);
        form.fill(nativeTransfer, t.urb());
        int code = nativeTransfer.submit();
        if (code == LibUsb.SUCCESS) {
            back.expect(lane, t);
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

    private static void failWaiting(UrbTransfer t, int status) {
        EndpointLane lane = t.lane;
        if (lane != null) {
            lane.starved.remove(t);
        }
        t.fail(status);
    }
}
