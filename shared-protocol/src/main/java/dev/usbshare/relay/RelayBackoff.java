package dev.usbshare.relay;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a relay is tried again: twice as long each time, half of each wait by chance, so that the nodes of a
 * restarted relay do not all return at once. A relay that restarts must not end a QUIC connection, hence the short first waits.
 */
final class RelayBackoff {

    static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(16);
    /** While there is something to send. */
    static final long LONGEST_WANTED_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** For a relay that does not want this node, or is none. */
    static final long LONGEST_REFUSED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final int MAX_DOUBLINGS = 16;
    private static final int TROUBLED_AFTER = 3;

    private final RandomGenerator random;
    private int failures;
    private boolean lasting;

    RelayBackoff(RandomGenerator random) {
        this.random = random;
    }

    void onSuccess() {
        failures = 0;
        lasting = false;
    }

    void onFailure(RelayFailure failure) {
        failures = Math.min(failures + 1, MAX_DOUBLINGS);
        lasting = failure.lasting();
    }

    /** It cannot be used, as far as can be told. */
    boolean isTroubled() {
        return lasting || failures >= TROUBLED_AFTER;
    }

    /** @param wanted there is something to send */
    long waitNanos(boolean wanted) {
        long first = lasting ? LONGEST_NANOS : FIRST_NANOS;
        return jittered(Math.min(first << Math.max(failures - 1, 0), longestNanos(wanted)));
    }

    long longestNanos(boolean wanted) {
        if (lasting) {
            return wanted ? LONGEST_NANOS : LONGEST_REFUSED_NANOS;
        }
        return wanted ? LONGEST_WANTED_NANOS : LONGEST_NANOS;
    }

    long jittered(long nanos) {
        return nanos / 2 + random.nextLong(nanos / 2 + 1);
    }
}
