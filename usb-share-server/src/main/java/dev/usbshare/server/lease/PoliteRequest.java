package dev.usbshare.server.lease;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a lease's holder how many wait for its device: at once, but not more often than every few seconds, so that
 * nobody can pester a holder by joining and leaving the line.
 *
 * <p><b>Confinement</b>: the registry's executor.
 */
final class PoliteRequest {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventExecutor executor;
    private int waiting;
    private String detail = "";
    private int told;
    private long toldNanos;
    private boolean everTold;
    private @Nullable ScheduledFuture<?> later;

    PoliteRequest(EventExecutor executor) {
        this.executor = executor;
    }

    /** So many wait now. */
    void update(LeaseSeeker holder, int nowWaiting, String who) {
        waiting = nowWaiting;
        detail = who;
        if (later != null || waiting == told) {
            return;
        }
        long wait = everTold ? toldNanos + QUIET_NANOS - executor.ticker().nanoTime() : 0;
        if (wait <= 0) {
            tell(holder);
        } else {
            later = executor.schedule(
                    () -> {
                        later = null;
                        if (waiting != told) {
                            tell(holder);
                        }
                    },
                    wait,
                    TimeUnit.NANOSECONDS);
        }
    }

    void stop() {
        if (later != null) {
            later.cancel(false);
            later = null;
        }
    }

    private void tell(LeaseSeeker holder) {
        everTold = true;
        toldNanos = executor.ticker().nanoTime();
        told = waiting;
        holder.wanted(waiting, detail);
    }
}
