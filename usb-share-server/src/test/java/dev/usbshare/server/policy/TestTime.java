package dev.usbshare.server.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Two clocks: one on the wall, which people set, and one that only runs. */
final class TestTime extends Clock {

    private Instant wall = Asked.NOON;
    private long nanos = -1_000;

    void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    void jump(Duration by) {
        wall = wall.plus(by);
    }

    long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return wall;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
