package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayFrame.Datagrams;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link Relays} over WebSockets. Relays that are not configured are connected to when something is sent there, as peers ask for, so
 * they are bounded: at most {@value #MAX_ON_DEMAND} at a time.
 */
public final class RelayPool implements Relays {

    static final int MAX_ON_DEMAND = 16;

    /** Of one frame; who sends more in a frame sends smaller ones than any path needs. */
    static final int MAX_SEGMENTS = 256;

    private final EventExecutor loop;
    private final RelayConfig config;
    private final RelayDialler dialler;
    private final RelayListener listener;
    private final Map<RelayUrl, RelayConnection> connections = new LinkedHashMap<>();
    private final Map<RelayUrl, Shown> shown = new HashMap<>();
    private final @Nullable HomeRelay home;
    /** Few, so that a list is a fast set. */
    private final List<RelayConnection> dirty = new ArrayList<>();

    private volatile List<RelayStatus> status = List.of();
    private boolean told;
    private boolean closed;

    /** The state that people see, and since when. */
    private record Shown(RelayStatus.State state, Instant since) {}

    RelayPool(EventExecutor loop, RelayConfig config, RelayDialler dialler, RelayListener listener) {
        this.loop = loop;
        this.config = config;
        this.dialler = dialler;
        this.listener = listener;
        config.relays().forEach(url -> connections.put(url, newConnection(url)));
        this.home = config.findable() && !connections.isEmpty()
                ? new HomeRelay(List.copyOf(connections.values()), loop, dialler, config.random(), this::onHomeChanged)
                : null;
        show();
    }

    /**
     * Begins to connect, if peers are to find this node.
     *
     * @param loop the node's; the listener is told on it, and not before this method has returned
     */
    public static RelayPool open(EventLoop loop, RelayConfig config, RelayListener listener) {
        var pool = new RelayPool(loop, config, new NettyRelayDialler(loop, config), listener);
        loop.execute(pool::start);
        return pool;
    }

    void start() {
        if (home != null && !closed) {
            home.start();
        }
    }

    @Override
    public @Nullable RelayUrl home() {
        RelayConnection at = home == null ? null : home.home();
        return at == null ? null : at.url();
    }

    @Override
    public boolean send(RelayUrl relay, NodeId to, ByteBuf datagrams, int segmentBytes) {
        RelayConnection connection = closed ? null : connectionTo(relay);
        if (connection == null || !datagrams.isReadable()) {
            datagrams.release();
            return false;
        }
        boolean sent = connection.send(to, datagrams, segmentBytes);
        if (sent && !dirty.contains(connection)) {
            dirty.add(connection);
        }
        return sent;
    }

    private @Nullable RelayConnection connectionTo(RelayUrl relay) {
        RelayConnection known = connections.get(relay);
        if (known != null) {
            return known;
        }
        if (connections.size() - config.relays().size() >= MAX_ON_DEMAND) {
            return null;
        }
        RelayConnection fresh = newConnection(relay);
        connections.put(relay, fresh);
        return fresh;
    }

    private RelayConnection newConnection(RelayUrl relay) {
        return new RelayConnection(relay, loop, dialler, config.random(), new Events());
    }

    @Override
    public void flush() {
        dirty.forEach(RelayConnection::flush);
        dirty.clear();
    }

    @Override
    public void onNetworkChanged() {
        connections.values().forEach(RelayConnection::onNetworkChanged);
        if (home != null) {
            home.onNetworkChanged();
        }
    }

    @Override
    public List<RelayStatus> status() {
        return status;
    }

    @Override
    public void close() {
        if (loop.inEventLoop()) {
            closeNow();
        } else {
            loop.execute(this::closeNow);
        }
    }

    private void closeNow() {
        closed = true;
        if (home != null) {
            home.stop();
        }
        connections.values().forEach(RelayConnection::close);
    }

    private void onHomeChanged(@Nullable RelayUrl url) {
        show();
        listener.onHomeChanged(url);
    }

    private void show() {
        RelayConnection at = home == null ? null : home.home();
        var all = new ArrayList<RelayStatus>(connections.size());
        for (RelayConnection connection : connections.values()) {
            RelayStatus.State state = connection.stateForPeople();
            Shown before = shown.get(connection.url());
            if (before == null || before.state() != state) {
                before = new Shown(state, config.clock().instant());
                shown.put(connection.url(), before);
            }
            all.add(new RelayStatus(
                    connection.url(),
                    state,
                    connection == at,
                    before.since(),
                    connection.latency(),
                    connection.problem()));
        }
        shown.keySet().retainAll(connections.keySet());
        status = List.copyOf(all);
    }

    private final class Events implements RelayConnection.Owner {

        @Override
        public void onOpened(RelayConnection connection) {
            if (home != null) {
                home.onOpened(connection);
            }
        }

        @Override
        public void onLost(RelayConnection connection) {
            if (home != null) {
                home.onLost(connection);
            }
        }

        @Override
        public void onChanged(RelayConnection connection) {
            if (connection.isIdle() && !config.relays().contains(connection.url())) {
                connections.remove(connection.url(), connection);
            }
            show();
        }

        @Override
        public void onDatagrams(RelayConnection connection, Datagrams frame) {
            try {
                if (frame.count() <= MAX_SEGMENTS) {
                    tell(connection.url(), frame);
                }
            } finally {
                frame.release();
            }
        }

        private void tell(RelayUrl relay, Datagrams frame) {
            ByteBuf content = frame.content();
            int segmentBytes = frame.segmentBytes() == 0 ? content.readableBytes() : frame.segmentBytes();
            while (content.isReadable()) {
                told = true;
                listener.onDatagram(
                        relay,
                        frame.peer(),
                        content.readRetainedSlice(Math.min(segmentBytes, content.readableBytes())));
            }
        }

        @Override
        public void onNodeGone(RelayConnection connection, NodeId node) {
            listener.onNodeGone(connection.url(), node);
        }

        @Override
        public void onReadComplete() {
            if (told) {
                told = false;
                listener.onReadComplete();
            }
        }
    }
}
