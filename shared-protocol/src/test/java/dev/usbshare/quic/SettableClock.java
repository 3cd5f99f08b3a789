package dev.usbshare.quic;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock in UTC that goes as another one does, and that a test sets besides, as people do. Thread-safe. */
public final class SettableClock extends Clock {

    private final InstantSource source;
    private volatile Duration ahead = Duration.ZERO;

    private SettableClock(InstantSource source) {
        this.source = source;
    }

    /** Stands still between jumps. */
    public static SettableClock standingAt(Instant now) {
        return new SettableClock(InstantSource.fixed(now));
    }

    public static SettableClock following(InstantSource source) {
        return new SettableClock(source);
    }

    /** Runs on from here. */
    public SettableClock set(Instant now) {
        ahead = Duration.between(source.instant(), now);
        return this;
    }

    /** @param by negative to set it back */
    public void jump(Duration by) {
        ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("UTC only");
    }
}
