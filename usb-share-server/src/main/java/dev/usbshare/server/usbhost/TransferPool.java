package dev.usbshare.server.usbhost;

import dev.usbshare.usb.Urb;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The transfers that nothing is under way on: idle ones, to be used again, and those that were given up while libusb had
 * them, whose URBs' memory stays pinned until libusb is done with the device.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class TransferPool {

    /** Idle transfers kept for reuse; deeper bursts allocate anew. */
    private static final int MAX_IDLE = 128;

    private final CompletionQueue completions;
    private final ArrayDeque<UrbTransfer> idle = new ArrayDeque<>();
    private final List<UrbTransfer> abandoned = new ArrayList<>();
    private boolean closed;

    TransferPool(CompletionQueue completions) {
        this.completions = completions;
    }

    UrbTransfer take(Urb urb) {
        UrbTransfer transfer = idle.poll();
        if (transfer == null) {
            transfer = new UrbTransfer(completions);
        }
        transfer.begin(urb);
        return transfer;
    }

    /** Takes a finished transfer back, unless it was given up. */
    void giveBack(UrbTransfer transfer) {
        if (transfer.pinned != null) {
            return;
        }
        if (idle.size() < MAX_IDLE || closed) {
            idle.push(transfer);
        } else {
            transfer.free();
        }
    }

    /** Gives up a transfer that libusb has: its URB ends now, its URB's memory is kept until {@link #free}. */
    void abandon(UrbTransfer transfer) {
        transfer.pinned = transfer.urb().buffer().retain();
        abandoned.add(transfer);
        transfer.abandon();
    }

    /** From now on nothing is freed before {@link #free}: the device is being closed. */
    void close() {
        closed = true;
    }

    /** Frees all that libusb had: the device is closed and its event thread has ended. */
    void free() {
        idle.forEach(UrbTransfer::free);
        idle.clear();
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
}
