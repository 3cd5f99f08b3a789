package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayDialler.Attempt;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.EndpointGone;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.Health;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrame.Restarting;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import dev.usbshare.relay.RelayFrame.ServerConfirmsAuth;
import dev.usbshare.relay.RelayFrame.ServerDeniesAuth;
import dev.usbshare.relay.RelayFrame.Status;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One relay, connected to while it is wanted: for good if it is kept, else for as long as something is sent.
 *
 * <p>Confined to the event loop. What comes from the relay is told to the owner as it is.
 */
final class RelayConnection {

    /** Without anything to send, a relay that is not kept is left. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** So long after the last datagram there may be more, and reconnecting is urgent. */
    static final long WANTED_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** However long a relay says that it will be away. */
    static final long MAX_AWAY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A connection that lasts so long is not one that a broken relay makes and ends all the time. */
    static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long MAX_TRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Hears of all its relays. */
    interface Owner {
        void onOpened(RelayConnection connection);

        /** It was open, and is no longer. */
        void onLost(RelayConnection connection);

        /** What people are shown of it is different. */
        void onChanged(RelayConnection connection);

        /** @param frame the receiver's to release */
        void onDatagrams(RelayConnection connection, Datagrams frame);

        void onNodeGone(RelayConnection connection, NodeId node);

        void onReadComplete();
    }

    private sealed interface State {
        record Idle() implements State {}

        record Dialling(Attempt attempt) implements State {}

        record Open(Attempt attempt, RelayLink link, RelayPings pings) implements State {}

        record Waiting(Future<?> timer, long dueNanos) implements State {}
    }

    private final RelayUrl url;
    private final EventExecutor loop;
    private final RelayDialler dialler;
    private final RandomGenerator random;
    private final Owner owner;
    private final RelayBackoff backoff;
    private final PendingDatagrams pending = new PendingDatagrams();

    private State state = new State.Idle();
    private @Nullable Incoming incoming;
    private boolean kept;
    private boolean dirty;
    private boolean everSent;
    private long lastSentNanos;
    private long openedNanos;
    private @Nullable Future<?> idleTimer;
    private long awayNanos;
    private long tryUntilNanos;
    private boolean restarting;
    private @Nullable Duration latency;
    private String problem = "";

    RelayConnection(RelayUrl url, EventExecutor loop, RelayDialler dialler, RandomGenerator random, Owner owner) {
        this.url = url;
        this.loop = loop;
        this.dialler = dialler;
        this.random = random;
        this.owner = owner;
        this.backoff = new RelayBackoff(random);
    }

    RelayUrl url() {
        return url;
    }

    boolean isOpen() {
        return state instanceof State.Open;
    }

    boolean isIdle() {
        return state instanceof State.Idle;
    }

    /** It does not let this node in, or could not be reached a few times in a row. */
    boolean isTroubled() {
        return !isOpen() && backoff.isTroubled();
    }

    @Nullable
    Duration latency() {
        return latency;
    }

    void measured(Duration roundTrip) {
        latency = roundTrip;
        owner.onChanged(this);
    }

    String problem() {
        return problem;
    }

    RelayStatus.State stateForPeople() {
        return switch (state) {
            case State.Idle _ -> RelayStatus.State.IDLE;
            case State.Dialling _ -> RelayStatus.State.CONNECTING;
            case State.Open _ -> RelayStatus.State.CONNECTED;
            case State.Waiting _ -> RelayStatus.State.WAITING;
        };
    }

    /** @param keep connected whether anything is sent or not */
    void keep(boolean keep) {
        kept = keep;
        if (keep && isIdle()) {
            dial();
        } else if (!keep) {
            watchIdle();
        }
    }

    /**
     * Sends, or connects first.
     *
     * @param datagrams taken over
     * @return false if they were dropped
     */
    boolean send(NodeId to, ByteBuf datagrams, int segmentBytes) {
        everSent = true;
        lastSentNanos = now();
        var frame = new Datagrams(to, 0, segmentBytes, datagrams);
        if (state instanceof State.Open open) {
            return sendNow(open, frame);
        }
        if (datagrams.readableBytes() > RelayFrameCodec.MAX_CONTENT_BYTES) {
            frame.release();
            return false;
        }
        pending.add(frame, lastSentNanos);
        if (isIdle()) {
            dial();
        } else {
            hasten();
        }
        return true;
    }

    private boolean sendNow(State.Open open, Datagrams frame) {
        if (!open.link().isWritable()) {
            frame.release();
            return false;
        }
        boolean sent = DatagramSplitter.split(frame, open.link()::write);
        dirty |= sent;
        if (sent) {
            open.pings().onSent();
        }
        return sent;
    }

    void flush() {
        if (dirty && state instanceof State.Open open) {
            dirty = false;
            open.link().flush();
        }
    }

    /** The network is another one, perhaps: what is open is asked whether it still is, what waits tries at once. */
    void onNetworkChanged() {
        switch (state) {
            case State.Open open -> open.pings().ask();
            case State.Waiting waiting -> {
                waiting.timer().cancel(false);
                backoff.onSuccess();
                dial();
            }
            case State.Idle _, State.Dialling _ -> {}
        }
    }

    /** Leaves the relay; nothing is told any more. */
    void close() {
        kept = false;
        leave();
    }

    private void leave() {
        switch (state) {
            case State.Dialling dialling -> dialling.attempt().cancel();
            case State.Open open -> {
                open.pings().stop();
                open.attempt().cancel();
            }
            case State.Waiting waiting -> waiting.timer().cancel(false);
            case State.Idle _ -> {}
        }
        if (idleTimer != null) {
            idleTimer.cancel(false);
            idleTimer = null;
        }
        incoming = null;
        dirty = false;
        pending.clear();
        state = new State.Idle();
    }

    private void dial() {
        var events = new Incoming();
        incoming = events;
        events.attempt = dialler.dial(url, events);
        state = new State.Dialling(events.attempt);
        owner.onChanged(this);
    }

    private void hasten() {
        if (state instanceof State.Waiting waiting && waiting.dueNanos() - now() > backoff.longestNanos(true)) {
            waiting.timer().cancel(false);
            waitFor(backoff.jittered(backoff.longestNanos(true)));
        }
    }

    private void waitFor(long nanos) {
        Future<?> timer = loop.schedule(this::dial, nanos, TimeUnit.NANOSECONDS);
        state = new State.Waiting(timer, now() + nanos);
    }

    private boolean isWanted() {
        return everSent && now() - lastSentNanos <= WANTED_NANOS;
    }

    private boolean isIdleForLong() {
        return !kept && (!everSent || now() - lastSentNanos >= IDLE_NANOS);
    }

    private void watchIdle() {
        if (kept || idleTimer != null || !isOpen()) {
            return;
        }
        long left = everSent ? lastSentNanos + IDLE_NANOS - now() : IDLE_NANOS;
        idleTimer = loop.schedule(this::onIdleTimer, Math.max(left, 0), TimeUnit.NANOSECONDS);
    }

    private void onIdleTimer() {
        idleTimer = null;
        if (isOpen() && isIdleForLong()) {
            leave();
            owner.onLost(this);
            owner.onChanged(this);
        } else {
            watchIdle();
        }
    }

    private void opened(Attempt attempt, RelayLink link) {
        var pings = new RelayPings(loop, random, link, new Answers());
        var open = new State.Open(attempt, link, pings);
        state = open;
        openedNanos = now();
        problem = "";
        restarting = false;
        pings.start();
        pending.drain(now(), frame -> sendNow(open, frame));
        flush();
        watchIdle();
        owner.onOpened(this);
        owner.onChanged(this);
    }

    private void lost(RelayFailure failure) {
        boolean wasOpen = isOpen();
        if (state instanceof State.Open open) {
            open.pings().stop();
            if (now() - openedNanos >= STEADY_NANOS) {
                backoff.onSuccess();
            }
        }
        incoming = null;
        dirty = false;
        problem = failure.text();
        // Whatever ended it: one that let this node in will, most likely, do so again.
        backoff.onFailure(wasOpen ? RelayFailure.passing(failure.text()) : failure);
        if (isIdleForLong()) {
            pending.clear();
            state = new State.Idle();
        } else {
            waitFor(waitNanos());
        }
        if (wasOpen) {
            owner.onLost(this);
        }
        owner.onChanged(this);
    }

    private long waitNanos() {
        if (restarting) {
            restarting = false;
            return awayNanos + backoff.jittered(RelayBackoff.FIRST_NANOS);
        }
        return backoff.waitNanos(isWanted() || now() < tryUntilNanos);
    }

    private void received(FromRelay frame) {
        switch (frame) {
            case Datagrams datagrams -> owner.onDatagrams(this, datagrams);
            case Ping ping -> pong(ping);
            case Pong pong -> {
                if (state instanceof State.Open open) {
                    open.pings().onPong(pong.number());
                }
            }
            case EndpointGone gone -> owner.onNodeGone(this, gone.id());
            case Status status -> trouble(textOf(status));
            case Health health -> trouble("the relay says: " + health.problem());
            case Restarting away -> {
                restarting = true;
                awayNanos = Math.min(away.reconnectIn().toNanos(), MAX_AWAY_NANOS);
                tryUntilNanos = now() + Math.min(away.tryFor().toNanos(), MAX_TRY_NANOS);
            }
            case ServerChallenge _, ServerConfirmsAuth _, ServerDeniesAuth _ -> {}
        }
    }

    private void pong(Ping ping) {
        // One that does not read what it asks for gets no answers either.
        if (state instanceof State.Open open && open.link().isWritable()) {
            open.link().write(new Pong(ping.number()));
            open.link().flush();
        }
    }

    private void trouble(String text) {
        if (!text.equals(problem)) {
            problem = text;
            owner.onChanged(this);
        }
    }

    private static String textOf(Status status) {
        return switch (status.code()) {
            case Status.HEALTHY -> "";
            case Status.SAME_NODE_CONNECTED ->
                "another program with this node's key is connected to the relay and gets what is sent to it; stop one of them";
            case Status.RATE_LIMITED -> "the relay slows down what this node sends; use one of your own for more";
            default -> "the relay reports trouble (" + status.code() + ")";
        };
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    private final class Answers implements RelayPings.Listener {

        @Override
        public void onRoundTrip(Duration roundTrip) {
            measured(roundTrip);
        }

        @Override
        public void onDead() {
            if (state instanceof State.Open open) {
                open.attempt().cancel();
                lost(RelayFailure.passing("the relay stopped answering; trying again"));
            }
        }
    }

    /** What is told of one attempt, as long as it is the latest. */
    private final class Incoming implements RelayLinkEvents {

        private @Nullable Attempt attempt;

        private boolean isLatest() {
            return incoming == this;
        }

        @Override
        public void onOpen(RelayLink link) {
            if (isLatest() && attempt != null) {
                opened(attempt, link);
            }
        }

        @Override
        public void onFrame(FromRelay frame) {
            if (!isLatest()) {
                frame.release();
                return;
            }
            if (state instanceof State.Open open) {
                open.pings().onHeard();
            }
            received(frame);
        }

        @Override
        public void onReadComplete() {
            if (isLatest()) {
                owner.onReadComplete();
            }
        }

        @Override
        public void onClosed(RelayFailure failure) {
            if (isLatest()) {
                lost(failure);
            }
        }
    }
}
