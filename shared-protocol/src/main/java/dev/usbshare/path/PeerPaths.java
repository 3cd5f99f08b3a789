package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.relay.RelayUrl;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ways of one connection: which there are, what probes say of them, and which one its packets take. Packets go back where the handshake
 * came from; once it is over, only answered probes move them.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #views}, {@link #switches}, {@link #directness} and {@link #remoteAddress}, which
 * any thread may call.
 */
public final class PeerPaths {

    /** A handshake that is heard from elsewhere after so much silence goes on there. */
    private static final long HANDSHAKE_SILENCE = TimeUnit.SECONDS.toNanos(1);

    private static final long REDIAL = TimeUnit.MILLISECONDS.toNanos(200);

    private final PathNetwork network;
    private final long slot;
    private final InetSocketAddress address;
    private final PathTable table = new PathTable();
    private final LastPacket last = new LastPacket();
    private final PathProber prober;
    private final PathRoute route;
    private final Obstacles obstacles;
    private final PathExchange exchange;
    private long redialledAt;
    private boolean established;
    private boolean closed;
    private @Nullable Future<?> timer;
    private volatile Directness directness = new Directness(Directness.Reason.TRYING, "");

    PeerPaths(PathNetwork network, long slot, boolean dialled) {
        this.network = network;
        this.slot = slot;
        this.address = SlotAddress.of(slot);
        this.prober = new PathProber(network, table);
        this.route = new PathRoute(network, table, address);
        this.obstacles = new Obstacles(network);
        this.exchange = new PathExchange(network, prober, obstacles, slot, dialled);
        this.redialledAt = network.now();
    }

    long slot() {
        return slot;
    }

    /** What QUIC takes for the peer's address. */
    public InetSocketAddress address() {
        return address;
    }

    /** Where the peer is as far as its packets tell: an {@link InetSocketAddress}, or a {@link RelayAddress}. */
    public SocketAddress remoteAddress() {
        return route.remoteAddress();
    }

    /** Every path, the active one first. */
    public List<PathView> views() {
        return route.views();
    }

    public Directness directness() {
        return directness;
    }

    /** How often packets took another path. */
    public long switches() {
        return route.switches();
    }

    /** The peer may be there, too. Relays know it by {@code node}. */
    void add(NodeAddresses addresses, NodeId node) {
        long now = network.now();
        if (network.usesAddresses()) {
            addresses.direct().forEach(found -> add(new PathTarget.Udp(found), now));
        }
        for (RelayUrl relay : addresses.relays()) {
            add(new PathTarget.Relayed(relay, node), now);
        }
        choose();
    }

    private @Nullable Path add(PathTarget target, long now) {
        Path known = table.find(target);
        return known != null ? known : table.add(new Path(target, network.wall(), now), route.active());
    }

    // ---- packets

    /** Takes over a packet, or several of {@code segmentBytes} each. */
    void send(ByteBuf datagrams, int segmentBytes) {
        List<Path> taken = route.paths();
        if (closed || taken.isEmpty()) {
            datagrams.release();
            return;
        }
        long now = network.now();
        last.keep(datagrams, segmentBytes);
        for (int i = 1; i < taken.size(); i++) {
            taken.get(i).sent(now);
            network.send(taken.get(i).target, datagrams.retainedDuplicate(), segmentBytes);
        }
        taken.getFirst().sent(now);
        network.send(taken.getFirst().target, datagrams, segmentBytes);
    }

    /** A packet of QUIC came for this connection. */
    void received(PathTarget from) {
        long now = network.now();
        Path active = route.active();
        Path path = active != null && active.target.equals(from) ? active : table.find(from);
        if (path == null && !established) {
            // Later only probes make paths, and move packets: what this one says is not proved before QUIC has read it.
            path = add(from, now);
        }
        if (path == null) {
            return;
        }
        if (active == null || (!established && path != active && now - active.inboundAt() > HANDSHAKE_SILENCE)) {
            route.use(path);
        }
        path.received(now);
    }

    /** The handshake is over. */
    public void established() {
        established = true;
    }

    /** A probe came, which names this connection's slot. */
    void probed(ByteBuf packet, PathTarget from) {
        Probe probe = prober.read(packet);
        if (probe == null || closed) {
            return;
        }
        switch (probe.type()) {
            case PING -> pinged(probe, from);
            case PONG -> answered(probe, from);
        }
        network.flush();
    }

    private void pinged(Probe ping, PathTarget from) {
        if (!prober.isNew(ping)) {
            return;
        }
        prober.answer(ping, from);
        long now = network.now();
        Path path = add(from, now);
        if (path != null && !path.hasAnswered() && path.sincePing(now) > PathProber.PROMPT) {
            prober.ping(path, false);
        }
    }

    private void answered(Probe pong, PathTarget from) {
        Path path = table.find(from);
        if (path == null) {
            return;
        }
        switch (path.answered(pong.number(), network.now(), network.wall())) {
            case FOREIGN -> {
                return;
            }
            case SMALL -> prober.ping(path, true);
            case KNOWN -> choose();
            case WORKS_AGAIN -> {
                boolean taken = route.paths().contains(path);
                choose();
                if (taken && route.paths().contains(path)) {
                    repeat(path);
                }
            }
        }
        InetSocketAddress observed = pong.observed();
        if (observed != null && Hygiene.isFit(observed, network.isOnLoopback())) {
            network.observed(this, observed);
        }
    }

    private void choose() {
        route.choose().forEach(this::repeat);
    }

    /** QUIC waits ever longer before it sends again; this lets the peer, and by its answer us, go on at once. */
    private void repeat(Path path) {
        ByteBuf packet = last.copy();
        if (packet != null) {
            network.send(path.target, packet, 0);
        }
    }

    // ---- signals

    /**
     * Begins to look for better ways: the connection's peer is approved and knows of paths.
     *
     * @param out tells the peer
     */
    public void open(Consumer<PathSignal> out) {
        exchange.open(out);
    }

    /** @throws IllegalArgumentException if the peer says what makes no sense */
    public void signalled(PathSignal signal, NodeId peer) {
        add(exchange.received(signal), peer);
        startRound();
    }

    /** This node may be reached elsewhere than it said. */
    void ownChanged() {
        if (exchange.ownChanged()) {
            startRound();
        }
    }

    private void startRound() {
        prober.startRound();
        wake();
    }

    // ---- time

    /** Does what is due, at once. */
    void wake() {
        Future<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
        }
        onTimer();
    }

    private void onTimer() {
        if (!closed) {
            timer = network.schedule(this::onTimer, tick());
        }
    }

    /** @return nanoseconds until the next one */
    private long tick() {
        long now = network.now();
        Path active = route.active();
        if (active == null) {
            redial(now);
        }
        exchange.punchIfDue(!route.isRelayed(), now);
        if (prober.tick(active, now)) {
            choose();
        }
        network.flush();
        active = route.active();
        directness = obstacles.judge(active, exchange.isOpen(), prober.isOpen(), now);
        route.look();
        return active == null ? REDIAL / 2 : prober.nanosToNext(active, now);
    }

    /** A relay may only just have been connected to, and the network forgets; QUIC itself waits a second. */
    private void redial(long now) {
        if (now - redialledAt >= REDIAL) {
            redialledAt = now;
            route.paths().forEach(this::repeat);
        }
    }

    /** The relays that this connection needs. */
    void relays(Set<RelayUrl> into) {
        for (Path path : table.all()) {
            if (path.target instanceof PathTarget.Relayed(var relay, var node)) {
                into.add(relay);
            }
        }
    }

    /** Better ways are looked for, and the one in use is a relay. */
    boolean isHopeful() {
        return exchange.isOpen() && route.isRelayed();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        exchange.close();
        if (timer != null) {
            timer.cancel(false);
        }
        last.forget();
    }
}
