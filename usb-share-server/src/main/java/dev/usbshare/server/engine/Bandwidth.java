package dev.usbshare.server.engine;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast bulk and isochronous data may move, both directions together: a limit for all, in it one for each peer, in that
 * one for each device. The strictest counts.
 *
 * <p>A token bucket, kept as the moment at which it is out of debt. An URB may start at that moment whatever its size, and is
 * charged with all that it asks for; what it did not move is given back when it ends. So the rate holds over time, also
 * with many URBs in flight. Unused time is saved up for {@value #BURST_MILLIS} ms.
 *
 * <p><b>Fairness</b>: those under one limit get equal shares of its bytes, whatever the sizes of their URBs (start-time fair
 * queueing: who has got least goes next; who was away is not owed anything).
 *
 * <p><b>Confinement</b>: the executor.
 */
public final class Bandwidth {

    private static final int BURST_MILLIS = 50;
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(BURST_MILLIS);

    private final @Nullable Bandwidth parent;
    private final EventExecutor executor;
    private final BulkTurns turns;
    private long bytesPerSecond;
    /** When it is out of debt; meaningless without a limit. */
    private long clearNanos;
    /** Bytes got so far, in the parent's reckoning. */
    private long got;
    /** What the children have got that were served, at least, by the time of their last URB. */
    private long floor;

    private Bandwidth(@Nullable Bandwidth parent, EventExecutor executor, @Nullable BulkTurns turns) {
        this.parent = parent;
        this.executor = executor;
        this.turns = turns != null ? turns : new BulkTurns(executor);
    }

    /** The limit for all; none until {@link #limit}. */
    public static Bandwidth forAll(EventExecutor executor) {
        return new Bandwidth(null, executor, null);
    }

    /** Another limit within this one; none of its own until {@link #limit}. */
    public Bandwidth share() {
        return new Bandwidth(this, executor, turns);
    }

    /** Changes the limit, now and for what waits already; 0 for none. Debt stays what it is in bytes. */
    public void limit(long toBytesPerSecond) {
        if (toBytesPerSecond == bytesPerSecond) {
            return;
        }
        long now = now();
        long debtBytes = bytesPerSecond == 0 ? 0 : Math.max(0, bytes(clearNanos - now));
        bytesPerSecond = toBytesPerSecond;
        clearNanos = bytesPerSecond == 0 ? now : now + nanos(debtBytes);
        turns.changed();
    }

    /** In bytes a second; 0 for none of its own. */
    public long limit() {
        return bytesPerSecond;
    }

    /** Whether it owes nothing now, so that nothing is lost when it is forgotten. */
    public boolean isClear() {
        return bytesPerSecond == 0 || clearNanos - now() <= 0;
    }

    /** URBs that wait for a limit, of all that share one {@link #forAll}. Any thread. */
    public int waitingUrbs() {
        return turns.waitingUrbs();
    }

    BulkTurns turns() {
        return turns;
    }

    @Nullable
    Bandwidth parent() {
        return parent;
    }

    long got() {
        return got;
    }

    boolean isUnlimited() {
        for (Bandwidth each = this; each != null; each = each.parent) {
            if (each.bytesPerSecond != 0) {
                return false;
            }
        }
        return true;
    }

    /** How long until an URB may start; 0 or less: now. */
    long waitNanos(long now) {
        long wait = Long.MIN_VALUE;
        for (Bandwidth each = this; each != null; each = each.parent) {
            if (each.bytesPerSecond != 0) {
                wait = Math.max(wait, each.clearNanos - now);
            }
        }
        return wait;
    }

    /** Somebody under this limit begins to wait: what he did not use while away is not owed to him. */
    void returns() {
        for (Bandwidth each = this; each.parent != null; each = each.parent) {
            each.got = Math.max(each.got, each.parent.floor);
        }
    }

    /** An URB starts that asks for so much. */
    void charge(int bytes) {
        long now = now();
        for (Bandwidth each = this; each != null; each = each.parent) {
            if (each.parent != null) {
                each.parent.floor = Math.max(each.parent.floor, each.got);
                each.got += bytes;
            }
            if (each.bytesPerSecond != 0) {
                each.clearNanos = Math.max(each.clearNanos - now, -BURST_NANOS) + now + each.nanos(bytes);
            }
        }
    }

    /** An URB ended that was charged, without having moved so much of it. */
    void refund(int bytes) {
        if (bytes == 0) {
            return;
        }
        long now = now();
        for (Bandwidth each = this; each != null; each = each.parent) {
            each.got -= bytes;
            if (each.bytesPerSecond != 0) {
                each.clearNanos = Math.max(each.clearNanos - now - each.nanos(bytes), -BURST_NANOS) + now;
            }
        }
        turns.changed();
    }

    /** What it takes to move so much; an URB has 16 MiB at most, so that this fits. */
    private long nanos(long bytes) {
        return Math.multiplyExact(bytes, TimeUnit.SECONDS.toNanos(1)) / bytesPerSecond;
    }

    private long bytes(long nanos) {
        return (long) ((double) nanos / TimeUnit.SECONDS.toNanos(1) * bytesPerSecond);
    }

    private long now() {
        return executor.ticker().nanoTime();
    }
}
