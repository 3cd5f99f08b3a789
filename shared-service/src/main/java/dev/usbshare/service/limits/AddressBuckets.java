package dev.usbshare.service.limits;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;

/**
 * {@link KeyedBuckets} by network address. IPv6 addresses of one /64 share a bucket, since one host has them all. Thread-safe.
 */
public final class AddressBuckets {

    private static final int IPV6_BYTES = 16;

    private final KeyedBuckets<Long> buckets;

    public AddressBuckets(Clock clock, int burst, double perSecond) {
        buckets = new KeyedBuckets<>(clock, burst, perSecond);
    }

    /** Takes a token, if the address has one left. */
    public boolean take(SocketAddress address) {
        return buckets.take(networkOf(address));
    }

    /** Whether {@link #take} would succeed. */
    public boolean has(SocketAddress address) {
        return buckets.has(networkOf(address));
    }

    /** A number for what one host can send from: its IPv4 address, or its /64 of IPv6. */
    public static long networkOf(SocketAddress address) {
        InetAddress inet = address instanceof InetSocketAddress socket ? socket.getAddress() : null;
        if (inet == null) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(inet.getAddress());
        return bytes.capacity() == IPV6_BYTES ? bytes.getLong() : bytes.getInt() & 0xffff_ffffL;
    }
}
