package dev.usbshare.path;

import dev.usbshare.path.PathView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One way to a peer, and what its probes say of it. Times are in nanoseconds of the event loop's clock.
 *
 * <p><b>Confinement</b>: the node's event loop.
 */
final class Path {

    /** Without an answer to so many pings in a row, a path that worked is given up. */
    static final int DEAD_AFTER_MISSES = 3;

    /** Without an answer to so many more, it is like one that never worked. */
    private static final int FORGOTTEN_AFTER_MISSES = 60;

    private static final long UNKNOWN = -1;
    private static final long FIRST_PATIENCE = TimeUnit.MILLISECONDS.toNanos(1_000);
    private static final long LEAST_PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);

    /** A pong that is late still counts for so long. */
    private static final long MEMORY = TimeUnit.SECONDS.toNanos(5);

    private static final int LOSS_WINDOW = 32;
    private static final double PERCENT = 100;

    private record Ping(long number, long sentAt, boolean padded) {}

    final PathTarget target;

    private final Deque<Ping> waiting = new ArrayDeque<>();
    private final Deque<Ping> missed = new ArrayDeque<>();
    private State state = State.UNPROVED;
    private Instant since;
    private long roundTrip = UNKNOWN;
    private int misses;
    private int outcomes;
    private int losses;
    private long pingedAt;
    private boolean pinged;
    private boolean answered;
    private long inboundAt;
    private long sentAt;

    Path(PathTarget target, Instant since, long now) {
        this.target = target;
        this.since = since;
        this.inboundAt = now;
        this.sentAt = now;
    }

    State state() {
        return state;
    }

    PathKind kind() {
        return target.kind();
    }

    boolean isRelay() {
        return target instanceof PathTarget.Relayed;
    }

    /** It has answered a ping, if only a small one. */
    boolean hasAnswered() {
        return answered;
    }

    /** Smoothed; the longest there is before the first pong. */
    long roundTripNanos() {
        return roundTrip == UNKNOWN ? Long.MAX_VALUE : roundTrip;
    }

    /** How long an answer may take. */
    long patienceNanos() {
        return roundTrip == UNKNOWN ? FIRST_PATIENCE : Math.max(LEAST_PATIENCE, 3 * roundTrip);
    }

    void sent(long now) {
        sentAt = now;
    }

    void received(long now) {
        inboundAt = now;
    }

    long inboundAt() {
        return inboundAt;
    }

    /** How long ago a ping went out last; for ever, if none did. */
    long sincePing(long now) {
        return pinged ? now - pingedAt : Long.MAX_VALUE;
    }

    /** It is sent to and says nothing, for longer than an answer may take. */
    boolean isSilent(long now) {
        return sentAt - inboundAt > 0 && now - inboundAt > patienceNanos();
    }

    boolean isBusy(long now, long withinNanos) {
        return now - sentAt < withinNanos;
    }

    void pinged(long number, long now, boolean padded) {
        pinged = true;
        pingedAt = now;
        waiting.addLast(new Ping(number, now, padded));
    }

    /** Counts the pings whose answers are overdue. True if the state changed. */
    boolean expire(long now, Instant wall) {
        boolean changed = false;
        while (!waiting.isEmpty() && now - waiting.getFirst().sentAt() > patienceNanos()) {
            missed.addLast(waiting.removeFirst());
            misses++;
            outcome(true);
            changed |= switch (state) {
                case VALID -> become(State.SUSPECT, wall);
                case SUSPECT -> misses >= DEAD_AFTER_MISSES && become(State.DEAD, wall);
                case DEAD -> misses >= FORGOTTEN_AFTER_MISSES && forget(wall);
                case UNPROVED -> false;
            };
        }
        while (!missed.isEmpty() && now - missed.getFirst().sentAt() > MEMORY) {
            missed.removeFirst();
        }
        return changed;
    }

    /** What an answer is to this path. */
    enum Answer {
        /** None of its pings'. */
        FOREIGN,
        /** The path answers; whether large packets pass it is to be seen. */
        SMALL,
        /** The path is as it was. */
        KNOWN,
        /** The path works, which was not so or in doubt. */
        WORKS_AGAIN
    }

    Answer answered(long number, long now, Instant wall) {
        Ping ping = take(waiting, number);
        boolean inTime = ping != null;
        if (ping == null) {
            ping = take(missed, number);
        } else {
            outcome(false);
        }
        if (ping == null) {
            return Answer.FOREIGN;
        }
        answered = true;
        inboundAt = now;
        misses = 0;
        if (inTime) {
            measured(now - ping.sentAt());
        }
        if (state == State.VALID) {
            return Answer.KNOWN;
        }
        if (!ping.padded() && !isRelay() && state == State.UNPROVED) {
            return Answer.SMALL;
        }
        become(State.VALID, wall);
        return Answer.WORKS_AGAIN;
    }

    /** The first answers of a relay may have waited for its connection: a clearly shorter time is taken as it is. */
    private void measured(long sample) {
        roundTrip = roundTrip == UNKNOWN || sample < roundTrip / 2 ? sample : roundTrip + (sample - roundTrip) / 8;
    }

    private static @Nullable Ping take(Deque<Ping> pings, long number) {
        for (Iterator<Ping> i = pings.iterator(); i.hasNext(); ) {
            Ping ping = i.next();
            if (ping.number() == number) {
                i.remove();
                return ping;
            }
        }
        return null;
    }

    private void outcome(boolean lost) {
        losses = losses << 1 | (lost ? 1 : 0);
        outcomes = Math.min(LOSS_WINDOW, outcomes + 1);
    }

    /** Like one that never worked. */
    private boolean forget(Instant wall) {
        answered = false;
        roundTrip = UNKNOWN;
        misses = 0;
        return become(State.UNPROVED, wall);
    }

    private boolean become(State next, Instant wall) {
        state = next;
        since = wall;
        return true;
    }

    PathView view() {
        return view(false, since);
    }

    /** @param used since when packets have taken it */
    PathView viewActive(Instant used) {
        return view(true, used);
    }

    private PathView view(boolean active, Instant shown) {
        int window = outcomes == 0 ? 0 : -1 >>> (LOSS_WINDOW - outcomes);
        return new PathView(
                kind(),
                target.text(),
                state,
                active,
                shown,
                roundTrip == UNKNOWN ? null : Duration.ofNanos(roundTrip),
                outcomes == 0 ? 0 : PERCENT * Integer.bitCount(losses & window) / outcomes);
    }
}
