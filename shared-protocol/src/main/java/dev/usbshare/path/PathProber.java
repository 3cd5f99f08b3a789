package dev.usbshare.path;

import dev.usbshare.path.PathView.State;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends the probes of one connection: often on the path in use, rarely on those in reserve, in rounds to those that have not
 * answered.
 *
 * <p><b>Confinement</b>: the node's event loop.
 */
final class PathProber {

    /** Two pings of one path are at least so far apart. */
    static final long PROMPT = TimeUnit.MILLISECONDS.toNanos(40);

    /** Like a full packet of QUIC's: what such a ping passes, data passes. */
    private static final int PADDED_BYTES = 1_350;

    private static final long BUSY_WITHIN = TimeUnit.MILLISECONDS.toNanos(1_500);
    private static final long ACTIVE_BUSY = TimeUnit.SECONDS.toNanos(1);
    private static final long ACTIVE_IDLE = TimeUnit.SECONDS.toNanos(5);
    private static final long IN_DOUBT = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long RESERVE = TimeUnit.SECONDS.toNanos(5);
    private static final long RESERVE_RELAY = TimeUnit.SECONDS.toNanos(15);
    private static final long DEAD = TimeUnit.SECONDS.toNanos(1);
    private static final long RELAY_CONNECTING = TimeUnit.SECONDS.toNanos(1);

    /** However often a peer names candidates, its addresses are not pinged more often. */
    private static final long ROUND_INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long TICK_BUSY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long TICK_IDLE = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long[] PUNCH_AFTER = {
        TimeUnit.SECONDS.toNanos(5),
        TimeUnit.SECONDS.toNanos(10),
        TimeUnit.SECONDS.toNanos(20),
        TimeUnit.SECONDS.toNanos(60)
    };

    private final PathNetwork network;
    private final PathTable table;
    private final PunchRound round = new PunchRound();
    private final ReplayWindow pings = new ReplayWindow();
    private @Nullable ProbeCodec codec;
    private long number;
    private long roundAt;
    private boolean started;
    private boolean roundWanted;
    private int rounds;

    PathProber(PathNetwork network, PathTable table) {
        this.network = network;
        this.table = table;
    }

    boolean isOpen() {
        return codec != null;
    }

    void open(ProbeCodec keys) {
        codec = keys;
    }

    /** Null unless the peer made it. */
    @Nullable
    Probe read(ByteBuf packet) {
        return codec == null ? null : codec.decode(packet);
    }

    /** A ping that was not seen before. */
    boolean isNew(Probe ping) {
        return pings.take(ping.number());
    }

    /** Answers a ping, where it came from, with no more bytes than it had. */
    void answer(Probe ping, PathTarget to) {
        if (codec != null) {
            var observed = to instanceof PathTarget.Udp(var address) ? address : null;
            network.send(
                    to, codec.encode(network.allocator(), new Probe(Probe.Type.PONG, ping.number(), observed), 0), 0);
        }
    }

    void ping(Path path, boolean padded) {
        if (codec != null) {
            boolean full = padded && !path.isRelay();
            path.pinged(++number, network.now(), full);
            network.send(
                    path.target,
                    codec.encode(
                            network.allocator(), new Probe(Probe.Type.PING, number, null), full ? PADDED_BYTES : 0),
                    0);
        }
    }

    /** Begins a round of pings to whatever has not answered, or, if the last one has only just begun, a little later. */
    void startRound() {
        long now = network.now();
        if (codec == null) {
            return;
        }
        roundWanted = started && now - roundAt < ROUND_INTERVAL;
        if (!roundWanted) {
            started = true;
            roundAt = now;
            round.start(now);
        }
    }

    /** Whether both sides should try again to reach each other without a relay: ever more rarely. */
    boolean isPunchDue(boolean direct, long now) {
        if (direct || codec == null) {
            rounds = 0;
            return false;
        }
        if (now - roundAt < PUNCH_AFTER[Math.min(rounds, PUNCH_AFTER.length - 1)]) {
            return false;
        }
        rounds++;
        return true;
    }

    /** Pings what is due, and counts what is overdue: whether a path's state changed. */
    boolean tick(@Nullable Path active, long now) {
        if (codec == null) {
            return false;
        }
        boolean changed = false;
        if (roundWanted) {
            startRound();
        }
        boolean inRound = round.take(now);
        for (Path path : table.all()) {
            changed |= path.expire(now, network.wall());
            boolean current = path == active;
            if (current && path.isSilent(now) && path.sincePing(now) > IN_DOUBT) {
                ping(path, path.state() != State.UNPROVED);
            } else if (path.sincePing(now) > interval(path, current, inRound, now)) {
                boolean busy = current && path.isBusy(now, BUSY_WITHIN);
                ping(path, busy || (path.hasAnswered() && path.state() != State.VALID));
            }
        }
        return changed;
    }

    private static long interval(Path path, boolean active, boolean inRound, long now) {
        return switch (path.state()) {
            case UNPROVED -> {
                if (inRound) {
                    yield PROMPT;
                }
                yield path.isRelay() || active ? RELAY_CONNECTING : Long.MAX_VALUE;
            }
            case VALID -> {
                if (active) {
                    yield path.isBusy(now, BUSY_WITHIN) ? ACTIVE_BUSY : ACTIVE_IDLE;
                }
                yield path.isRelay() ? RESERVE_RELAY : RESERVE;
            }
            case SUSPECT -> IN_DOUBT;
            case DEAD -> active || inRound ? IN_DOUBT : DEAD;
        };
    }

    /** Until {@link #tick} should be called again. */
    long nanosToNext(Path active, long now) {
        boolean alert = active.state() != State.VALID || active.isBusy(now, BUSY_WITHIN);
        long usual = alert ? TICK_BUSY : TICK_IDLE;
        return codec == null || round.isOver() ? usual : Math.min(usual, round.nanosLeft(now));
    }
}
