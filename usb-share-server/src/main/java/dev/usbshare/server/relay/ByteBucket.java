package dev.usbshare.server.relay;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket of bytes that may go into debt: what was read is read, and then waited for. Confined to its user.
 *
 * <p><b>Source</b>: iroh-relay's stream limiter, whose burst is a tenth of a second's worth.
 */
final class ByteBucket {

    private static final double NANOS = 1e9;
    private static final int BURSTS_PER_SECOND = 10;
    private static final int MIN_BURST_BYTES = 64 << 10;

    private final LongSupplier nanoTime;
    private long perSecond;
    private double tokens;
    private long filled;

    /** @param perSecond 0 for no limit */
    ByteBucket(long perSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.perSecond = perSecond;
        this.tokens = burst();
        this.filled = nanoTime.getAsLong();
    }

    private double burst() {
        return Math.max(MIN_BURST_BYTES, perSecond / (double) BURSTS_PER_SECOND);
    }

    void change(long bytesPerSecond) {
        perSecond = bytesPerSecond;
        tokens = Math.min(tokens, burst());
    }

    /** @return how long to wait before the next one; zero for not at all */
    Duration spend(int bytes) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        tokens = Math.min(burst(), tokens + (now - filled) / NANOS * perSecond) - bytes;
        filled = now;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perSecond * NANOS) + 1);
    }
}
