package dev.usbshare.client.attachment;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;

/**
 * How many leases of one server rules may use up: many at once, then one every few seconds. What comes in is written into the audit
 * log, and a server that plugs devices in and out without end must not fill a disk with nobody looking.
 *
 * <p><b>Confinement</b>: the event loop.
 */
final class RulePace {

    /** More ports than a kernel has. */
    static final int BURST = 64;

    static final Duration EVERY = Duration.ofSeconds(10);

    private static final long EVERY_NANOS = EVERY.toNanos();

    private final EventExecutor executor;
    /** When all that was taken is made up for. */
    private long clearNanos;

    RulePace(EventExecutor executor) {
        this.executor = executor;
        this.clearNanos = executor.ticker().nanoTime();
    }

    /** How long until rules may attach again; zero if they may now. */
    Duration pause() {
        long owed = clearNanos - executor.ticker().nanoTime();
        return Duration.ofNanos(Math.max(0, owed - (BURST - 1) * EVERY_NANOS));
    }

    void take() {
        clearNanos = Math.max(clearNanos, executor.ticker().nanoTime()) + EVERY_NANOS;
    }
}
