package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Pauses after wrong PINs: {@value #FREE_TRIES} tries are free, then each wrong one begins a pause of 30 seconds, a minute, two, and
 * so on up to a day. A right PIN, or a person, ends it all.
 *
 * <p>Counted for each PIN and peer: no peer can lock out another, and a PIN for many devices is not tried anew at each of them.
 * Without a right PIN nothing is ever forgotten, so that patience buys one try a day.
 *
 * <p><b>Clocks</b>: a pause is measured by a clock that does not jump, so that setting the wall clock does not end it. Over a
 * restart only the wall clock goes on: what is then left of a pause is what the wall clock says, but never more than the whole of
 * it, so that a clock that was set back does not lock anybody out for years.
 *
 * <p>Thread-safe; {@link #remaining} does not block, the rest does.
 */
final class PinLockout {

    static final int FREE_TRIES = 5;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private record Key(String policy, NodeId peer) {}

    private record Tries(int failures, long lockedUntilNanos) {}

    private final PolicyStore store;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Key, Tries> tries = new ConcurrentHashMap<>();

    PinLockout(PolicyStore store, Clock clock, LongSupplier nanoTime) {
        this.store = store;
        this.clock = clock;
        this.nanoTime = nanoTime;
        Instant now = clock.instant();
        for (PinFailures kept : store.pinFailures()) {
            Duration left = Duration.between(now, kept.lockedUntil());
            Duration whole = pauseAfter(kept.failures());
            Duration bounded = left.isNegative() ? Duration.ZERO : left.compareTo(whole) > 0 ? whole : left;
            tries.put(
                    new Key(kept.policy(), kept.peer()),
                    new Tries(kept.failures(), nanoTime.getAsLong() + bounded.toNanos()));
        }
    }

    static Duration pauseAfter(int failures) {
        if (failures < FREE_TRIES) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures - FREE_TRIES, 20);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** How long no PIN is looked at; zero if one is. */
    Duration remaining(String policy, NodeId peer) {
        Tries known = tries.get(new Key(policy, peer));
        if (known == null) {
            return Duration.ZERO;
        }
        long left = known.lockedUntilNanos() - nanoTime.getAsLong();
        return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }

    /**
     * Counts a wrong PIN, and keeps the count before it returns.
     *
     * @return tries left before a pause; 0 if one begins now
     */
    int wrong(String policy, NodeId peer) {
        Tries counted = tries.compute(new Key(policy, peer), (key, known) -> {
            int failures = known == null ? 1 : known.failures() + 1;
            return new Tries(
                    failures, nanoTime.getAsLong() + pauseAfter(failures).toNanos());
        });
        store.keep(new PinFailures(
                policy, peer, counted.failures(), clock.instant().plus(pauseAfter(counted.failures()))));
        return Math.max(0, FREE_TRIES - counted.failures());
    }

    void right(String policy, NodeId peer) {
        if (tries.containsKey(new Key(policy, peer))) {
            store.forgetPinFailures(policy, Optional.of(peer));
            tries.remove(new Key(policy, peer));
        }
    }

    /** @param peer all peers if empty */
    void forget(String policy, Optional<NodeId> peer) {
        store.forgetPinFailures(policy, peer);
        dropTries(policy, peer);
    }

    /** The policy is gone, and what was kept with it. */
    void forgetDeleted(String policy) {
        dropTries(policy, Optional.empty());
    }

    private void dropTries(String policy, Optional<NodeId> peer) {
        tries.keySet()
                .removeIf(key -> key.policy().equals(policy)
                        && peer.map(p -> p.equals(key.peer())).orElse(true));
    }

    void follow(NodeId old, NodeId replacement) {
        store.followPinFailures(old, replacement);
        for (Key key : tries.keySet()) {
            if (key.peer().equals(old)) {
                Tries known = tries.remove(key);
                if (known != null) {
                    tries.put(new Key(key.policy(), replacement), known);
                }
            }
        }
    }
}
