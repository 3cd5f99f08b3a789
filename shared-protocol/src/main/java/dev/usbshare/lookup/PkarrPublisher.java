package dev.usbshare.lookup;

import dev.usbshare.identity.NodeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells servers of signed packets where this node is: soon after it changes, and again and again, since servers forget. One that does
 * not answer is tried again, ever more seldom.
 *
 * <p><b>Confinement</b>: its executor, which it blocks for the write of a small file; {@link #publish} and {@link #close} may be called by
 * any thread.
 */
public final class PkarrPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PkarrPublisher.class);

    /** Changes come in bursts. */
    static final Duration SETTLED = Duration.ofMillis(300);

    /** A node that has lost its relay finds another one within this time, or is told to be nowhere. */
    static final Duration NOWHERE = Duration.ofSeconds(30);

    static final Duration AGAIN = Duration.ofMinutes(5);
    static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private final NodeKey key;
    private final PkarrStore store;
    private final List<Target> targets;
    private final PkarrTimestamps timestamps;
    private final EventExecutor executor;
    private final RandomGenerator random;

    private NodeAddresses wanted = NodeAddresses.NONE;
    private @Nullable PkarrPacket latest;
    private @Nullable Future<?> next;
    private boolean closed;

    /** @param random need not be cryptographically strong */
    public PkarrPublisher(
            NodeKey key,
            PkarrHttp http,
            List<PkarrServer> servers,
            PkarrTimestamps timestamps,
            EventExecutor executor,
            RandomGenerator random) {
        this(key, (PkarrStore) http, servers, timestamps, executor, random);
    }

    PkarrPublisher(
            NodeKey key,
            PkarrStore store,
            List<PkarrServer> servers,
            PkarrTimestamps timestamps,
            EventExecutor executor,
            RandomGenerator random) {
        this.key = key;
        this.store = store;
        this.timestamps = timestamps;
        this.executor = executor;
        this.random = random;
        this.targets = servers.stream().map(Target::new).toList();
    }

    /** This is where the node is from here on. */
    public void publish(NodeAddresses addresses) {
        if (!targets.isEmpty()) {
            executor.execute(() -> change(addresses));
        }
    }

    private void change(NodeAddresses addresses) {
        boolean somethingNew = !addresses.equals(wanted);
        wanted = addresses;
        if (somethingNew && !(addresses.isEmpty() && latest == null)) {
            sendAfter(addresses.isEmpty() ? NOWHERE : SETTLED);
        }
    }

    private void sendAfter(Duration delay) {
        if (next != null) {
            next.cancel(false);
        }
        next = closed ? null : executor.schedule(this::send, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send() {
        PkarrPacket packet = PkarrPacket.sign(key, timestamps.next(), wanted);
        latest = packet;
        targets.forEach(target -> target.put(packet, 0));
        if (!wanted.isEmpty()) {
            sendAfter(jittered(AGAIN));
        }
    }

    /** By up to a tenth, so that nodes that started together do not stay together. */
    private Duration jittered(Duration delay) {
        return delay.plusMillis((long) (delay.toMillis() * (random.nextDouble() - 0.5) / 5));
    }

    /** Nothing more is sent. */
    @Override
    public void close() {
        executor.execute(() -> {
            closed = true;
            if (next != null) {
                next.cancel(false);
            }
        });
    }

    /** One server. */
    private final class Target {

        private final PkarrServer server;
        private boolean failing;

        Target(PkarrServer server) {
            this.server = server;
        }

        void put(PkarrPacket packet, int attempt) {
            // A later packet has its own attempts.
            if (!closed && Objects.equals(packet, latest)) {
                store.put(server, packet)
                        .whenComplete((done, failure) -> executor.execute(() -> onAnswer(packet, attempt, failure)));
            }
        }

        private void onAnswer(PkarrPacket packet, int attempt, @Nullable Throwable failure) {
            if (failure == null) {
                LOG.atLevel(failing ? Level.INFO : Level.DEBUG)
                        .addKeyValue("server", server)
                        .log("Told where this node is");
                failing = false;
                return;
            }
            if (!failing && !closed) {
                LOG.atWarn()
                        .addKeyValue("server", server)
                        .addKeyValue("error", FailureText.of(failure))
                        .log(
                                "A lookup server does not take where this node is; clients that know no more than its id may not"
                                        + " find it. Tried again");
            }
            failing = true;
            long seconds = Math.min(AGAIN.toSeconds(), FIRST_RETRY.toSeconds() << Math.min(attempt, 20));
            if (!closed) {
                executor.schedule(
                        () -> put(packet, attempt + 1),
                        jittered(Duration.ofSeconds(seconds)).toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        }
    }
}
