package dev.usbshare.relay;

import dev.usbshare.relay.RelayFrame.Ping;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a relay is still there, and how far: it is asked at the start, when it was silent for long, and soon when it is
 * silent while this node sends; while an
 * answer is awaited it must not be silent for long.
 */
final class RelayPings {

    /** Of silence, when nothing is sent (iroh's interval). */
    static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** Of silence, when something is: well within what QUIC bears. */
    static final long UNANSWERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final long MIN_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    static final long MAX_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int TIMEOUT_ROUND_TRIPS = 3;

    /** Hears what comes of it. */
    interface Listener {
        void onRoundTrip(Duration latency);

        /** It does not answer; nothing more is asked. */
        void onDead();
    }

    private final EventExecutor loop;
    private final RandomGenerator random;
    private final RelayLink link;
    private final Listener listener;

    private long lastHeardNanos;
    private boolean sentSince;
    private long firstSentNanos;

    private boolean asked;
    private long number;
    private long askedNanos;
    private long timeoutNanos = MAX_TIMEOUT_NANOS;

    private @Nullable Future<?> timer;
    private long timerNanos;

    RelayPings(EventExecutor loop, RandomGenerator random, RelayLink link, Listener listener) {
        this.loop = loop;
        this.random = random;
        this.link = link;
        this.listener = listener;
    }

    void start() {
        lastHeardNanos = now();
        ask();
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Datagrams went out, which are usually answered. */
    void onSent() {
        if (!sentSince) {
            sentSince = true;
            firstSentNanos = now();
            if (!asked) {
                wakeAt(firstSentNanos + UNANSWERED_NANOS);
            }
        }
    }

    /** Any frame came. */
    void onHeard() {
        lastHeardNanos = now();
        sentSince = false;
    }

    void onPong(long answered) {
        if (!asked || answered != number) {
            return;
        }
        asked = false;
        long roundTripNanos = now() - askedNanos;
        timeoutNanos = Math.clamp(TIMEOUT_ROUND_TRIPS * roundTripNanos, MIN_TIMEOUT_NANOS, MAX_TIMEOUT_NANOS);
        listener.onRoundTrip(Duration.ofNanos(roundTripNanos));
        wakeAt(dueNanos());
    }

    /** Asks now, unless it is being asked. */
    void ask() {
        if (asked) {
            return;
        }
        asked = true;
        number = random.nextLong();
        askedNanos = now();
        link.write(new Ping(number));
        link.flush();
        wakeAt(dueNanos());
    }

    private long dueNanos() {
        if (asked) {
            return Math.max(askedNanos, lastHeardNanos) + timeoutNanos; // what else comes may stand before the answer
        }
        long quiet = lastHeardNanos + QUIET_NANOS;
        return sentSince ? Math.min(quiet, firstSentNanos + UNANSWERED_NANOS) : quiet;
    }

    private void wakeAt(long dueNanos) {
        if (timer != null) {
            if (timerNanos <= dueNanos) {
                return;
            }
            timer.cancel(false);
        }
        timerNanos = dueNanos;
        timer = loop.schedule(this::onTimer, dueNanos - now(), TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        if (now() < dueNanos()) {
            wakeAt(dueNanos());
        } else if (asked) {
            listener.onDead();
        } else {
            ask();
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
