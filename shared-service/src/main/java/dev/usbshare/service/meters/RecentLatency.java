package dev.usbshare.service.meters;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long URBs took lately: a histogram of the last ten to twenty seconds, whose quantiles are right to an eighth.
 *
 * <p><b>Confinement</b>: one thread. Two and a half kilobytes, and no allocation for an URB.
 */
public final class RecentLatency {

    /** Two of these are kept: the running one and the one before. */
    private static final long WINDOW_NANOS = 10_000_000_000L;

    /** Below a microsecond all are alike, beyond 2^35 ns (34 s) too. */
    private static final int LOWEST_BIT = 10;

    private static final int HIGHEST_BIT = 35;
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int BUCKETS = (HIGHEST_BIT - LOWEST_BIT + 1) * STEPS;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MEDIAN = 0.5;
    private static final double NINETY_NINE = 0.99;

    private int[] current = new int[BUCKETS];
    private int[] before = new int[BUCKETS];
    private long maxNanos;
    private long maxNanosBefore;
    private long beganNanos;
    private boolean hasBefore;
    private boolean isBegun;

    /**
     * An URB ended.
     *
     * @param nanos that it took
     * @param nowNanos of a clock that never goes back
     */
    public void record(long nanos, long nowNanos) {
        turn(nowNanos);
        current[bucket(nanos)]++;
        maxNanos = Math.max(maxNanos, nanos);
    }

    private void turn(long nowNanos) {
        if (!isBegun) {
            isBegun = true;
            beganNanos = nowNanos;
        }
        long windows = (nowNanos - beganNanos) / WINDOW_NANOS;
        if (windows == 0) {
            return;
        }
        int[] oldest = before;
        before = current;
        current = oldest;
        Arrays.fill(current, 0);
        maxNanosBefore = maxNanos;
        maxNanos = 0;
        if (windows > 1) {
            Arrays.fill(before, 0);
            maxNanosBefore = 0;
        }
        hasBefore = true;
        beganNanos += windows * WINDOW_NANOS;
    }

    /** Null if no URB ended lately. */
    public @Nullable LatencyRow report(long nowNanos) {
        turn(nowNanos);
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += current[i] + before[i];
        }
        if (all == 0) {
            return null;
        }
        double max = Math.max(maxNanos, maxNanosBefore);
        long covered = nowNanos - beganNanos + (hasBefore ? WINDOW_NANOS : 0);
        return new LatencyRow(
                quantile(MEDIAN, all, max),
                quantile(NINETY_NINE, all, max),
                max / NANOS_PER_MILLI,
                all,
                Math.toIntExact(Math.ceilDiv(covered, 1_000_000_000L)));
    }

    private double quantile(double part, long all, double max) {
        long rank = Math.max(1, (long) Math.ceil(part * all));
        long counted = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counted += current[i] + before[i];
            if (counted >= rank) {
                return Math.min(middle(i), max) / NANOS_PER_MILLI;
            }
        }
        return max / NANOS_PER_MILLI;
    }

    /** Eight buckets for each power of two. */
    private static int bucket(long nanos) {
        long value = Math.clamp(nanos, 1L << LOWEST_BIT, (1L << (HIGHEST_BIT + 1)) - 1);
        int bit = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int step = (int) (value >> (bit - STEP_BITS)) & (STEPS - 1);
        return (bit - LOWEST_BIT) * STEPS + step;
    }

    private static double middle(int bucket) {
        double power = Math.scalb(1.0, LOWEST_BIT + bucket / STEPS);
        return power * (1 + (bucket % STEPS + 0.5) / STEPS);
    }
}
