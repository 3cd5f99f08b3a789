package dev.usbshare.quic;

import dev.usbshare.identity.NodeKey;
import io.netty.handler.codec.quic.QuicCongestionControlAlgorithm;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a {@link QuicTransport} is set up.
 *
 * @param bindAddress where to listen; port 0 takes any free one
 * @param idleTimeout silence after which a connection counts as dead. QUIC sends nothing by itself on a quiet
 *     connection: the session's pings, one in two seconds, keep it alive
 * @param dialTimeout how long to wait for a peer to answer; also the time a dialling peer has for its handshake
 * @param streamWindowBytes how much a peer may send on one stream before it is read: what a stream can have under way
 *     in one round trip
 * @param congestionControl CUBIC; BBR may do better where packets are lost for other reasons than congestion
 * @param gsoSegments packets handed to the kernel in one call where it can split them (UDP_SEGMENT); 1 turns it off
 * @param ackDelay how long the acknowledgement of a small packet may wait for an answer to travel with; zero turns
 *     waiting off
 */
public record QuicTransportConfig(
        InetSocketAddress bindAddress,
        NodeKey key,
        Duration idleTimeout,
        Duration dialTimeout,
        long streamWindowBytes,
        QuicCongestionControlAlgorithm congestionControl,
        int gsoSegments,
        Duration ackDelay) {

    /** The UDP port of a server that is not told otherwise. */
    public static final int DEFAULT_PORT = 7490;

    /** A dead client's devices are free for others within ten seconds; a cut of four is survived. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(8);

    private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(5);
    private static final long STREAM_WINDOW_BYTES = 16L << 20;
    private static final int GSO_SEGMENTS = 32;

    /** Longer than most transfers of a small URB take, well below what QUIC allows for by default (25 ms). */
    private static final Duration ACK_DELAY = Duration.ofMillis(1);

    public QuicTransportConfig {
        if (idleTimeout.compareTo(dialTimeout) < 0 || !dialTimeout.isPositive()) {
            throw new IllegalArgumentException("idle timeout " + idleTimeout + " is below dial timeout " + dialTimeout);
        }
        if (streamWindowBytes < 64 << 10) {
            throw new IllegalArgumentException("a stream window of " + streamWindowBytes + " bytes starves a stream");
        }
        if (gsoSegments < 1 || gsoSegments > 64) {
            throw new IllegalArgumentException("1 to 64 GSO segments, not " + gsoSegments);
        }
        if (ackDelay.isNegative() || ackDelay.compareTo(Duration.ofMillis(20)) > 0) {
            throw new IllegalArgumentException("acknowledgements wait 0 to 20 ms, not " + ackDelay);
        }
    }

    /** The recommended settings. */
    public static QuicTransportConfig of(InetSocketAddress bindAddress, NodeKey key) {
        return new QuicTransportConfig(
                bindAddress,
                key,
                IDLE_TIMEOUT,
                DIAL_TIMEOUT,
                STREAM_WINDOW_BYTES,
                QuicCongestionControlAlgorithm.CUBIC,
                GSO_SEGMENTS,
                ACK_DELAY);
    }

    public QuicTransportConfig withTimeouts(Duration idle, Duration dial) {
        return new QuicTransportConfig(
                bindAddress, key, idle, dial, streamWindowBytes, congestionControl, gsoSegments, ackDelay);
    }

    public QuicTransportConfig withCongestionControl(QuicCongestionControlAlgorithm algorithm) {
        return new QuicTransportConfig(
                bindAddress, key, idleTimeout, dialTimeout, streamWindowBytes, algorithm, gsoSegments, ackDelay);
    }

    public QuicTransportConfig withStreamWindowBytes(long bytes) {
        return new QuicTransportConfig(
                bindAddress, key, idleTimeout, dialTimeout, bytes, congestionControl, gsoSegments, ackDelay);
    }

    public QuicTransportConfig withGsoSegments(int segments) {
        return new QuicTransportConfig(
                bindAddress, key, idleTimeout, dialTimeout, streamWindowBytes, congestionControl, segments, ackDelay);
    }

    public QuicTransportConfig withAckDelay(Duration delay) {
        return new QuicTransportConfig(
                bindAddress, key, idleTimeout, dialTimeout, streamWindowBytes, congestionControl, gsoSegments, delay);
    }
}
