package dev.usbshare.server.engine;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whose bulk URB goes next when limits let one go: one timer for all devices of the process.
 *
 * <p><b>Confinement</b>: the executor.
 */
final class BulkTurns {

    private final EventExecutor executor;
    private final List<BulkGate> waiting = new ArrayList<>();
    private @Nullable ScheduledFuture<?> timer;
    private boolean changed;
    private volatile int waitingUrbs;

    BulkTurns(EventExecutor executor) {
        this.executor = executor;
    }

    /** Nobody waits, so nobody is passed by who does not wait either. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    long now() {
        return executor.ticker().nanoTime();
    }

    /** Any thread. */
    int waitingUrbs() {
        return waitingUrbs;
    }

    /** So many more URBs wait, or fewer. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the executor alone
    void waitingChanged(int by) {
        waitingUrbs += by;
    }

    void enter(BulkGate gate) {
        waiting.add(gate);
        gate.bandwidth().returns();
        changed();
    }

    void leave(BulkGate gate) {
        waiting.remove(gate);
    }

    /** A limit or a debt is another one: looks again, soon and once for all changes. */
    void changed() {
        if (!changed && !waiting.isEmpty()) {
            changed = true;
            executor.execute(() -> {
                changed = false;
                run();
            });
        }
    }

    private void run() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        for (BulkGate next = pick(); next != null; next = pick()) {
            next.letOneGo();
            if (next.isEmpty()) {
                waiting.remove(next);
            }
        }
        if (!waiting.isEmpty()) {
            timer = executor.schedule(this::run, shortestWait(), TimeUnit.NANOSECONDS);
        }
    }

    /** Of those that may go now, the one whose peer has got least, and of that peer's the one that has. */
    private @Nullable BulkGate pick() {
        long now = now();
        BulkGate best = null;
        for (int i = 0; i < waiting.size(); i++) {
            BulkGate gate = waiting.get(i);
            if (gate.bandwidth().waitNanos(now) <= 0
                    && (best == null || isBefore(gate.bandwidth(), best.bandwidth()))) {
                best = gate;
            }
        }
        return best;
    }

    private static boolean isBefore(Bandwidth one, Bandwidth other) {
        Bandwidth onesPeer = one.parent();
        Bandwidth othersPeer = other.parent();
        if (onesPeer != null && othersPeer != null && onesPeer != othersPeer) {
            return onesPeer.got() - othersPeer.got() < 0;
        }
        return one.got() - other.got() < 0;
    }

    private long shortestWait() {
        long now = now();
        long shortest = Long.MAX_VALUE;
        for (BulkGate gate : waiting) {
            shortest = Math.min(shortest, gate.bandwidth().waitNanos(now));
        }
        return Math.max(0, shortest);
    }
}
