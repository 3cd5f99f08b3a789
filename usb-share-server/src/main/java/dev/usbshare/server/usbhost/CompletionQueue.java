package dev.usbshare.server.usbhost;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ended transfers on their way from the event thread to the device's executor: a lock-free stack that is taken whole
 * and turned round, so that a burst costs one hand-off.
 *
 * <p><b>Confinement</b>: any thread pushes, the device's executor takes.
 */
final class CompletionQueue {

    private final AtomicReference<@Nullable UrbTransfer> newest = new AtomicReference<>();
    private final Runnable wake;

    /** @param wake schedules a drain; called by the push that finds the queue empty */
    CompletionQueue(Runnable wake) {
        this.wake = wake;
    }

    void push(UrbTransfer ended) {
        UrbTransfer before;
        do {
            before = newest.get();
            ended.nextCompleted = before;
        } while (!newest.compareAndSet(before, ended));
        if (before == null) {
            wake.run();
        }
    }

    /** All that ended, oldest first, linked by {@code nextCompleted}. */
    @Nullable
    UrbTransfer takeAll() {
        UrbTransfer from = newest.getAndSet(null);
        UrbTransfer oldest = null;
        while (from != null) {
            UrbTransfer next = from.nextCompleted;
            from.nextCompleted = oldest;
            oldest = from;
            from = next;
        }
        return oldest;
    }
}
