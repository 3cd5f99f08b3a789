package dev.usbshare.server.usbhost;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The executor that a device is confined to, and what takes its place once it has ended.
 *
 * <p>A device must be given back to the kernel's drivers even if its event loop has gone first. Then the device's own
 * threads run what is left, one at a time.
 */
final class Confinement {

    private final EventExecutor executor;

    Confinement(EventExecutor executor) {
        this.executor = executor;
    }

    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                task.run();
            }
        }
    }

    void schedule(Runnable task, long delayMillis) {
        try {
            executor.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Timers guard a running device; this one is being closed.
        }
    }
}
