package dev.usbshare.path;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The one address that QUIC sees a peer at, whatever path its packets take: a unique local IPv6 address (RFC 4193) that never
 * leaves this process and ends in the number of the connection's slot.
 */
final class SlotAddress {

    private static final long PREFIX = 0xfd75_7362_7368_0000L;
    private static final int PORT = 12_345;
    private static final int BYTES = 16;

    /** This node's own end. */
    static final InetSocketAddress LOCAL = of(0);

    static InetSocketAddress of(long slot) {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(PREFIX).putLong(slot).array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), PORT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an IPv6 address", e);
        }
    }

    private SlotAddress() {}
}
