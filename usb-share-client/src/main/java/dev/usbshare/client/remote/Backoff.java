package dev.usbshare.client.remote;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from {@code first} to {@code longest}, each wait drawn between half
 * of it and the whole, so that clients of a restarted server do not all return at the same moment.
 */
public final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;

    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("waits must satisfy 0 < first <= longest");
        }
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** @param attempt failed attempts so far, from 1 */
    public Duration after(int attempt) {
        long ceiling = first.toMillis() << Math.min(attempt - 1, 30);
        if (ceiling > longest.toMillis() || ceiling <= 0) {
            ceiling = longest.toMillis();
        }
        return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
    }
}
