package dev.usbshare.service.limits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A burst, then so many a second. A clock that is set back refills nothing, one that is set forward fills the bucket once.
 *
 * <p>Not thread-safe.
 */
public final class TokenBucket {

    private final Clock clock;
    private final int burst;
    private final double perSecond;
    private double tokens;
    private Instant filled;

    public TokenBucket(Clock clock, int burst, double perSecond) {
        this.clock = clock;
        this.burst = burst;
        this.perSecond = perSecond;
        this.tokens = burst;
        this.filled = clock.instant();
    }

    /** Takes a token, if there is one. */
    public boolean take() {
        if (!has()) {
            return false;
        }
        tokens--;
        return true;
    }

    public boolean has() {
        Instant now = clock.instant();
        Duration passed = Duration.between(filled, now);
        filled = now;
        if (passed.isPositive()) {
            tokens = Math.min(burst, tokens + passed.toMillis() / 1000.0 * perSecond);
        }
        return tokens >= 1;
    }
}
