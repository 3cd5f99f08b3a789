package dev.usbshare.server.usbhost;

import java.util.ArrayList;
import java.util.List;

/**
 * Cancels transfers, but not while a blocking request has the device's lock in the kernel: a cancel would block on it as
 * well, so it waits.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class CancelGate {

    private final List<UrbTransfer> waiting = new ArrayList<>();
    private boolean held;

    void hold() {
        held = true;
    }

    /** Cancels what was to be cancelled meanwhile and has not ended by itself. */
    void resume() {
        held = false;
        for (UrbTransfer t : waiting) {
            if (t.cancelHeld) {
                t.cancelHeld = false;
                t.cancel();
            }
        }
        waiting.clear();
    }

    void cancel(UrbTransfer transfer) {
        if (!held) {
            transfer.cancel();
        } else if (!transfer.cancelHeld) {
            transfer.cancelHeld = true;
            waiting.add(transfer);
        }
    }
}
