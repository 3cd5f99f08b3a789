package dev.usbshare.server.policy;

import dev.usbshare.quic.SettableClock;
import java.time.Duration;

/** Two clocks: one on the wall, which people set, and one that only runs. */
final class TestTime {

    final SettableClock wall = SettableClock.standingAt(Asked.NOON);
    private long nanos = -1_000;

    void pass(Duration time) {
        wall.jump(time);
        nanos += time.toNanos();
    }

    long nanoTime() {
        return nanos;
    }
}
