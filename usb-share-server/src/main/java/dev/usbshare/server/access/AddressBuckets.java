package dev.usbshare.server.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each network address: a burst, then so many a second. IPv6 addresses of one /64 share a bucket, since one
 * host has them all. Remembers the {@value #MAX_REMEMBERED} addresses heard last; a forgotten one begins with a full bucket.
 *
 * <p>Not thread-safe. A clock that is set back refills nothing, one that is set forward fills the buckets once.
 */
public final class AddressBuckets {

    private static final int MAX_REMEMBERED = 1024;
    private static final int IPV6_BYTES = 16;

    private record Bucket(double tokens, Instant at) {}

    private final Clock clock;
    private final int burst;
    private final double perSecond;
    private final Map<Long, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Bucket> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    public AddressBuckets(Clock clock, int burst, double perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Takes a token, if the address has one left. */
    public boolean take(SocketAddress address) {
        Instant now = clock.instant();
        long key = networkOf(address);
        double tokens = refilled(buckets.getOrDefault(key, new Bucket(burst, now)), now);
        boolean taken = tokens >= 1;
        buckets.put(key, new Bucket(taken ? tokens - 1 : tokens, now));
        return taken;
    }

    /** Whether {@link #take} would succeed. */
    public boolean has(SocketAddress address) {
        Bucket bucket = buckets.get(networkOf(address));
        return bucket == null || refilled(bucket, clock.instant()) >= 1;
    }

    private double refilled(Bucket bucket, Instant now) {
        Duration passed = Duration.between(bucket.at(), now);
        double gained = passed.isNegative() ? 0 : passed.toMillis() / 1000.0 * perSecond;
        return Math.min(burst, bucket.tokens() + gained);
    }

    /** A number for what one host can send from: its IPv4 address, or its /64 of IPv6. */
    static long networkOf(SocketAddress address) {
        InetAddress inet = address instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (inet == null) {
            return 0;
        }
        byte[] bytes = inet.getAddress();
        return bytes.length == IPV6_BYTES
                ? ByteBuffer.wrap(bytes).getLong()
                : ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL;
    }
}
