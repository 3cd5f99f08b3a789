package dev.usbshare.quic;

import java.time.Duration;

/**
 * What an {@link InMemoryNetwork} does to bytes under way.
 *
 * @param delay one way, for everything
 * @param jitter added to the delay, evenly between zero and this: streams overtake each other by it
 * @param loss share of chunks lost, 0 to below 1; a lost chunk comes a retransmission later, and what follows it on the
 *     same stream waits
 * @param bytesPerSecond of one connection in one direction; 0: no limit
 * @param streamWindowBytes what a stream may have under way or unread
 * @param chunkBytes bytes arrive in pieces of 1 to this many, cut at random
 * @param idleTimeout silence after which a side gives up
 * @param dialTimeout how long a dial waits for an answer
 */
public record LinkProfile(
        Duration delay,
        Duration jitter,
        double loss,
        long bytesPerSecond,
        int streamWindowBytes,
        int chunkBytes,
        Duration idleTimeout,
        Duration dialTimeout) {

    private static final int STREAM_WINDOW_BYTES = 16 << 20;
    private static final int CHUNK_BYTES = 4096;

    public LinkProfile {
        if (loss < 0 || loss >= 1 || chunkBytes < 1 || streamWindowBytes < 1 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("no such link: loss " + loss + ", chunks of " + chunkBytes + ", window "
                    + streamWindowBytes + ", " + bytesPerSecond + " bytes/s");
        }
    }

    /** A cable between two neighbours: 50 microseconds, nothing lost, no limit. */
    public static LinkProfile cable() {
        return new LinkProfile(
                Duration.ofNanos(50_000),
                Duration.ZERO,
                0,
                0,
                STREAM_WINDOW_BYTES,
                CHUNK_BYTES,
                Duration.ofSeconds(8),
                Duration.ofSeconds(5));
    }

    /** A poor wide-area path: 20 ms one way, 5 ms jitter, 1 % loss. */
    public static LinkProfile roughWideArea() {
        return cable().withDelay(Duration.ofMillis(20))
                .withJitter(Duration.ofMillis(5))
                .withLoss(0.01);
    }

    public LinkProfile withDelay(Duration oneWay) {
        return new LinkProfile(
                oneWay, jitter, loss, bytesPerSecond, streamWindowBytes, chunkBytes, idleTimeout, dialTimeout);
    }

    public LinkProfile withJitter(Duration most) {
        return new LinkProfile(
                delay, most, loss, bytesPerSecond, streamWindowBytes, chunkBytes, idleTimeout, dialTimeout);
    }

    public LinkProfile withLoss(double share) {
        return new LinkProfile(
                delay, jitter, share, bytesPerSecond, streamWindowBytes, chunkBytes, idleTimeout, dialTimeout);
    }

    public LinkProfile withBytesPerSecond(long bytes) {
        return new LinkProfile(delay, jitter, loss, bytes, streamWindowBytes, chunkBytes, idleTimeout, dialTimeout);
    }

    public LinkProfile withStreamWindowBytes(int bytes) {
        return new LinkProfile(delay, jitter, loss, bytesPerSecond, bytes, chunkBytes, idleTimeout, dialTimeout);
    }

    public LinkProfile withChunkBytes(int bytes) {
        return new LinkProfile(delay, jitter, loss, bytesPerSecond, streamWindowBytes, bytes, idleTimeout, dialTimeout);
    }

    public LinkProfile withIdleTimeout(Duration timeout) {
        return new LinkProfile(
                delay, jitter, loss, bytesPerSecond, streamWindowBytes, chunkBytes, timeout, dialTimeout);
    }
}
