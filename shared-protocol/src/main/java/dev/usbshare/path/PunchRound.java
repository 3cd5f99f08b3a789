package dev.usbshare.path;

import java.util.concurrent.TimeUnit;

/** When the pings of one round go out: soon after each other at first, so that both NATs are open at once, then ever more rarely. */
final class PunchRound {

    private static final int[] OFFSETS_MILLIS = {0, 50, 100, 200, 400, 800, 1_600, 2_400, 3_200};

    private long startedAt;
    private int next = OFFSETS_MILLIS.length;

    void start(long now) {
        startedAt = now;
        next = 0;
    }

    boolean isOver() {
        return next == OFFSETS_MILLIS.length;
    }

    /** Whether pings are due; each time is due once. */
    boolean take(long now) {
        boolean due = false;
        while (!isOver() && now - at(next) >= 0) {
            next++;
            due = true;
        }
        return due;
    }

    /** Until the next ones are due; only while it is not over. */
    long nanosLeft(long now) {
        return Math.max(0, at(next) - now);
    }

    private long at(int index) {
        return startedAt + TimeUnit.MILLISECONDS.toNanos(OFFSETS_MILLIS[index]);
    }
}
