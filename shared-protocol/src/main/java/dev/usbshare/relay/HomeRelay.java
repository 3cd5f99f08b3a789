package dev.usbshare.relay;

import dev.usbshare.relay.RelayDialler.Attempt;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a node connected to the relay where it can be found: measures those configured, now and then again, and moves when another
 * is clearly nearer or this one cannot be reached. Confined to the event loop.
 */
final class HomeRelay {

    static final Duration MEASURE_EVERY = Duration.ofMinutes(5);
    /** After the first answer, for the others. */
    static final Duration SETTLE = Duration.ofMillis(500);
    /** A relay that restarts is not given up, nor is anybody told. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 5;

    private final List<RelayConnection> candidates;
    private final EventExecutor loop;
    private final RelayDialler dialler;
    private final RandomGenerator random;
    private final Consumer<@Nullable RelayUrl> announce;

    private @Nullable RelayConnection chosen;
    private @Nullable RelayConnection home;
    private @Nullable Round round;
    private @Nullable Future<?> nextRound;
    private @Nullable Future<?> grace;
    private int fruitless;

    HomeRelay(
            List<RelayConnection> candidates,
            EventExecutor loop,
            RelayDialler dialler,
            RandomGenerator random,
            Consumer<@Nullable RelayUrl> announce) {
        this.candidates = List.copyOf(candidates);
        this.loop = loop;
        this.dialler = dialler;
        this.random = random;
        this.announce = announce;
    }

    void start() {
        if (candidates.size() == 1) {
            choose(candidates.getFirst());
        } else {
            measure();
        }
    }

    @Nullable
    RelayConnection home() {
        return home;
    }

    void onOpened(RelayConnection connection) {
        if (connection != chosen) {
            return;
        }
        cancelGrace();
        RelayConnection before = home;
        if (before == connection) {
            return;
        }
        home = connection;
        if (before != null) {
            before.keep(false);
        }
        announce.accept(connection.url());
    }

    void onLost(RelayConnection connection) {
        if (connection == home && grace == null) {
            grace = loop.schedule(this::onGraceOver, GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The network is another one, perhaps. */
    void onNetworkChanged() {
        measure();
    }

    void stop() {
        cancelGrace();
        cancelNextRound();
        if (round != null) {
            round.cancel();
            round = null;
        }
    }

    private void onGraceOver() {
        grace = null;
        if (home == null || home.isOpen()) {
            return;
        }
        if (home != chosen) {
            home.keep(false);
        }
        home = null;
        announce.accept(null);
        measure();
    }

    private void cancelGrace() {
        if (grace != null) {
            grace.cancel(false);
            grace = null;
        }
    }

    private void cancelNextRound() {
        if (nextRound != null) {
            nextRound.cancel(false);
            nextRound = null;
        }
    }

    private void choose(RelayConnection next) {
        RelayConnection before = chosen;
        if (before == next) {
            return;
        }
        chosen = next;
        if (before != null && before != home) {
            before.keep(false);
        }
        next.keep(true);
        if (next.isOpen()) {
            onOpened(next);
        }
    }

    private void measure() {
        if (candidates.size() < 2 || round != null) {
            return;
        }
        cancelNextRound();
        round = new Round();
        round.start();
    }

    private void onMeasured(Map<RelayConnection, Duration> latencies) {
        round = null;
        latencies.forEach(RelayConnection::measured);
        RelayConnection next = HomeChoice.choose(chosen, usable(latencies));
        if (next != null) {
            fruitless = 0;
            choose(next);
        } else {
            fruitless = Math.min(fruitless + 1, MAX_DOUBLINGS);
            if (chosen == null) {
                choose(candidates.getFirst()); // so that people are told why none can be reached
            }
        }
        boolean found = chosen != null && (chosen.isOpen() || next != null);
        long wait = found ? MEASURE_EVERY.toMillis() : FIRST_RETRY.toMillis() << fruitless;
        nextRound = loop.schedule(
                () -> {
                    nextRound = null;
                    measure();
                },
                wait - wait / 4 + random.nextLong(wait / 2),
                TimeUnit.MILLISECONDS);
    }

    /** Without those that answer but cannot be connected to, as long as there are others. */
    private static Map<RelayConnection, Duration> usable(Map<RelayConnection, Duration> latencies) {
        var good = new HashMap<>(latencies);
        good.keySet().removeIf(RelayConnection::isTroubled);
        return good.isEmpty() ? latencies : good;
    }

    /** One measurement of all. */
    private final class Round {

        private final List<Attempt> attempts = new ArrayList<>();
        private final Map<RelayConnection, Duration> latencies = new HashMap<>();
        private @Nullable Future<?> settle;
        private int open;

        void start() {
            open = candidates.size();
            for (RelayConnection candidate : candidates) {
                attempts.add(dialler.measure(candidate.url(), latency -> onResult(candidate, latency)));
            }
        }

        private void onResult(RelayConnection candidate, @Nullable Duration latency) {
            if (round != this) {
                return;
            }
            open--;
            if (latency != null) {
                latencies.put(candidate, latency);
            }
            if (open == 0) {
                finish();
            } else if (latency != null && settle == null) {
                settle = loop.schedule(this::finish, SETTLE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void finish() {
            if (round == this) {
                cancel();
                onMeasured(latencies);
            }
        }

        void cancel() {
            attempts.forEach(Attempt::cancel);
            if (settle != null) {
                settle.cancel(false);
            }
        }
    }
}
