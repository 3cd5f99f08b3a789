package dev.usbshare.server.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token bucket for each network address: a burst, then so many a second. IPv6 addresses of one /64 share a bucket, since one
 * host has them all. Remembers the {@value #MAX_REMEMBERED} addresses heard last; a forgotten one begins with a full bucket.
 * Thread-safe.
 */
public final class AddressBuckets {

    private static final int MAX_REMEMBERED = 1024;
    private static final int IPV6_BYTES = 16;

    private final Clock clock;
    private final int burst;
    private final double perSecond;
    private final Map<Long, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TokenBucket> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    public AddressBuckets(Clock clock, int burst, double perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
    }

    /** Takes a token, if the address has one left. */
    public synchronized boolean take(SocketAddress address) {
        return bucketOf(address).take();
    }

    /** Whether {@link #take} would succeed. */
    synchronized boolean has(SocketAddress address) {
        return bucketOf(address).has();
    }

    private TokenBucket bucketOf(SocketAddress address) {
        return buckets.computeIfAbsent(networkOf(address), key -> new TokenBucket(clock, burst, perSecond));
    }

    /** A number for what one host can send from: its IPv4 address, or its /64 of IPv6. */
    static long networkOf(SocketAddress address) {
        InetAddress inet = address instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (inet == null) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(inet.getAddress());
        return bytes.capacity() == IPV6_BYTES ? bytes.getLong() : bytes.getInt() & 0xffff_ffffL;
    }
}
