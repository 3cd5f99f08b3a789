package dev.usbshare.service.limits;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each of those that come: a burst, then so many a second. Remembers the {@value #MAX_REMEMBERED} heard last;
 * a forgotten one begins with a full bucket. Thread-safe.
 *
 * @param <K> tells them apart
 */
public final class KeyedBuckets<K> {

    private static final int MAX_REMEMBERED = 1024;

    private final Clock clock;
    private final int burst;
    private final double perSecond;
    private final Map<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, TokenBucket> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    public KeyedBuckets(Clock clock, int burst, double perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Takes a token, if there is one left. */
    public synchronized boolean take(K key) {
        return bucketOf(key).take();
    }

    /** Whether {@link #take} would succeed. */
    public synchronized boolean has(K key) {
        return bucketOf(key).has();
    }

    private TokenBucket bucketOf(K key) {
        return buckets.computeIfAbsent(key, k -> new TokenBucket(clock, burst, perSecond));
    }
}
