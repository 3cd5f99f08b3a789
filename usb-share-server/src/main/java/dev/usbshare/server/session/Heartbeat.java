package dev.usbshare.server.session;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a client does not ping any more, dead or stuck behind a QUIC that still answers.
 *
 * <p>Counts seconds that went by here, one by one: a standstill of this process is one of them however long it was, so
 * that pings which arrived meanwhile are read before anybody is given up.
 *
 * <p><b>Confinement</b>: the connection's executor.
 */
final class Heartbeat {

    /** Four pings, and one second: with QUIC's idle time-out of 8 s, the dead are gone within ten. */
    static final Duration PATIENCE = Duration.ofSeconds(9);

    private final EventExecutor executor;
    private final Runnable silent;
    private int secondsWithout;
    private @Nullable ScheduledFuture<?> ticks;

    /** @param silent runs once when the client counts as dead */
    Heartbeat(EventExecutor executor, Runnable silent) {
        this.executor = executor;
        this.silent = silent;
    }

    void start() {
        ticks = executor.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    void heard() {
        secondsWithout = 0;
    }

    void stop() {
        if (ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    private void tick() {
        if (++secondsWithout >= PATIENCE.toSeconds()) {
            stop();
            silent.run();
        }
    }
}
