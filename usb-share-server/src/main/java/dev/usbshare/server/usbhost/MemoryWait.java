package dev.usbshare.server.usbhost;

import java.util.function.BiPredicate;
import org.usb4java.LibUsb;

/**
 * URBs that libusb had no memory for.
 *
 * <p>usbfs lends little (16 MiB for the whole system unless told otherwise), so its refusal is back-pressure, not a
 * failure: the URB and all that follow on its endpoint wait for a completion or a timer. libusb 1.0.22 reports it as
 * ERROR_IO, so that code waits too: for as long as it takes where our own transfers explain it, else for a second.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class MemoryWait {

    /** Timed retries of an unexplained refusal, then it counts as what it says. */
    static final int MAX_TIMED_RETRIES = 50;

    private final EndpointLanes lanes;
    private final TransferMeter meter;
    private final BiPredicate<EndpointLane, UrbTransfer> attempt;
    private final Runnable retryLater;
    private boolean waiting;
    private boolean retryAsked;

    /**
     * @param attempt hands an URB to libusb; false if it has to wait on
     * @param retryLater asks for {@link #retryTimed} before long
     */
    MemoryWait(
            EndpointLanes lanes,
            TransferMeter meter,
            BiPredicate<EndpointLane, UrbTransfer> attempt,
            Runnable retryLater) {
        this.lanes = lanes;
        this.meter = meter;
        this.attempt = attempt;
        this.retryLater = retryLater;
    }

    void add(EndpointLane lane, UrbTransfer transfer) {
        lane.starved.add(transfer);
        waiting = true;
        askForRetry();
    }

    boolean isWaiting() {
        return waiting;
    }

    /** Tries again because a transfer has ended. */
    void retry() {
        if (waiting) {
            waiting = false;
            lanes.forEach(this::retry);
            if (waiting) {
                askForRetry();
            }
        }
    }

    void retryTimed() {
        retryAsked = false;
        lanes.forEach(lane -> {
            UrbTransfer first = lane.starved.peek();
            if (first != null) {
                first.timedRetries++;
            }
        });
        retry();
    }

    /** Whether a refusal may be a want of memory that ends when other transfers do. */
    boolean mayPass(int code, UrbTransfer transfer) {
        boolean explained = code == LibUsb.ERROR_NO_MEM
                || (code == LibUsb.ERROR_IO && meter.isNearLimit(transfer.urb().lengthBytes()));
        boolean perhaps = code == LibUsb.ERROR_IO && transfer.timedRetries < MAX_TIMED_RETRIES;
        return meter.transfers() > 0 && (explained || perhaps);
    }

    private void retry(EndpointLane lane) {
        UrbTransfer first = lane.starved.peek();
        while (first != null && attempt.test(lane, first)) {
            lane.starved.poll();
            first = lane.starved.peek();
        }
        waiting |= first != null;
    }

    private void askForRetry() {
        if (!retryAsked) {
            retryAsked = true;
            retryLater.run();
        }
    }
}
