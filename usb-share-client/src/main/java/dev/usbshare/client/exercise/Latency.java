package dev.usbshare.client.exercise;

import java.util.Arrays;

/** How long a number of equal operations took: nearest-rank percentiles. */
public record Latency(int count, long p50Nanos, long p99Nanos) {

    /** @throws IllegalArgumentException if there is no sample */
    public static Latency of(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latency(sorted.length, percentile(sorted, 50), percentile(sorted, 99));
    }

    private static long percentile(long[] sorted, int percent) {
        int rank = (int) Math.ceilDiv((long) sorted.length * percent, 100);
        return sorted[Math.max(rank, 1) - 1];
    }
}
