package dev.usbshare.simulation;

import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.UrbStatus;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One bulk or interrupt endpoint: the host's transfers wait here, in order, for the device's side.
 *
 * <p><b>Confinement</b>: the device's executor.
 *
 * <p>While halted, every transfer that waits or arrives ends with EPIPE.
 */
abstract sealed class Pipe permits InPipe, OutPipe {

    private final EndpointDescriptor endpoint;
    private final Consumer<Transfer> ended;
    private final ArrayDeque<Transfer> waiting = new ArrayDeque<>();
    private boolean halted;
    private boolean pumping;
    private boolean pumpAgain;

    /** @param ended takes a transfer whose end is settled */
    Pipe(EndpointDescriptor endpoint, Consumer<Transfer> ended) {
        this.endpoint = endpoint;
        this.ended = ended;
    }

    EndpointDescriptor endpoint() {
        return endpoint;
    }

    int maxPacketBytes() {
        return endpoint.maxPacketBytes();
    }

    boolean isHalted() {
        return halted;
    }

    void submit(Transfer transfer) {
        waiting.add(transfer);
        pump();
    }

    void cancel(Transfer transfer) {
        if (waiting.remove(transfer)) {
            transfer.end(UrbStatus.ECONNRESET);
            ended.accept(transfer);
        }
    }

    /** Ends everything that waits. */
    void flush(int status) {
        Transfer transfer;
        while ((transfer = waiting.poll()) != null) {
            transfer.end(status);
            ended.accept(transfer);
        }
    }

    /** STALL from now on. */
    void halt() {
        halted = true;
        pump();
    }

    void clearHalt() {
        halted = false;
        pump();
    }

    /** Moves what can be moved now; the device calls it when something has changed on its side. */
    final void pump() {
        if (pumping) {
            pumpAgain = true;
            return;
        }
        pumping = true;
        try {
            do {
                pumpAgain = false;
                advanceWaiting();
            } while (pumpAgain);
        } finally {
            pumping = false;
        }
    }

    /** Moves data of the first transfer; settles its end and says true once it has come there. */
    abstract boolean advance(Transfer first);

    /** Drops what the device had put in. */
    abstract void reset();

    final void setHalted() {
        halted = true;
    }

    private void advanceWaiting() {
        @Nullable Transfer first;
        while ((first = waiting.peek()) != null) {
            if (halted) {
                first.end(UrbStatus.EPIPE);
            } else if (!advance(first)) {
                return;
            }
            waiting.remove();
            ended.accept(first);
        }
    }
}
