package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathView.State;
import dev.usbshare.relay.RelayUrl;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ways of one connection: which there are, what probes say of them, and which one its packets take. Until both sides have
 * probe keys, packets go back where the handshake came from; from then on only answered probes move them.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #views}, {@link #directness}, {@link #switches} and {@link #remoteAddress}, which any
 * thread may call.
 */
public final class PeerPaths {

    /** A packet that is heard by nobody is worth nothing: what QUIC wants is told again once somebody hears. */
    private static final long HANDSHAKE_SILENCE = TimeUnit.SECONDS.toNanos(1);

    private static final long REDIAL = TimeUnit.MILLISECONDS.toNanos(200);

    private final PathNetwork network;
    private final long slot;
    private final boolean dialled;
    private final InetSocketAddress address;
    private final PathTable table = new PathTable();
    private final LastPacket last = new LastPacket();
    private final PathProber prober;
    private final Obstacles obstacles;
    private List<Path> route = List.of();
    private @Nullable Path active;
    private Instant activeSince = Instant.EPOCH;
    private long switched;
    private volatile long switches;
    private long redialledAt;
    private @Nullable Consumer<PathSignal> signals;
    private byte[] secret = {};
    private boolean told;
    private boolean closed;
    private @Nullable Future<?> timer;
    private volatile List<PathView> views = List.of();
    private volatile Directness directness = new Directness(Directness.Reason.TRYING, "");
    private volatile SocketAddress remoteAddress;

    PeerPaths(PathNetwork network, long slot, boolean dialled) {
        this.network = network;
        this.slot = slot;
        this.dialled = dialled;
        this.address = SlotAddress.of(slot);
        this.remoteAddress = address;
        this.prober = new PathProber(network, table);
        this.obstacles = new Obstacles(network);
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
        return remoteAddress;
    }

    /** Every path, the active one first. */
    public List<PathView> views() {
        return views;
    }

    public Directness directness() {
        return directness;
    }

    /** How often packets took another path. */
    public long switches() {
        return switches;
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
        return known != null ? known : table.add(new Path(target, network.wall(), now), active);
    }

    // ---- packets

    /** Takes over a packet, or several of {@code segmentBytes} each. */
    void send(ByteBuf datagrams, int segmentBytes) {
        if (closed || route.isEmpty()) {
            datagrams.release();
            return;
        }
        long now = network.now();
        last.keep(datagrams, segmentBytes);
        for (int i = 1; i < route.size(); i++) {
            route.get(i).sent(now);
            network.send(route.get(i).target, datagrams.retainedDuplicate(), segmentBytes);
        }
        route.getFirst().sent(now);
        network.send(route.getFirst().target, datagrams, segmentBytes);
    }

    /** A packet of QUIC came for this connection. */
    void received(PathTarget from) {
        long now = network.now();
        Path current = active;
        Path path = current != null && current.target.equals(from) ? current : table.find(from);
        if (path == null) {
            // Only the first packets, and probes, make paths.
            if (prober.isOpen()) {
                return;
            }
            path = add(from, now);
        }
        if (path == null) {
            return;
        }
        if (current == null || (!prober.isOpen() && path != current && now - current.inboundAt() > HANDSHAKE_SILENCE)) {
            use(path);
        }
        path.received(now);
    }

    /** A probe came, which names this connection's slot. */
    void probed(ByteBuf packet, PathTarget from) {
        Probe probe = prober.read(packet);
        if (probe == null || closed) {
            return;
        }
        long now = network.now();
        switch (probe.type()) {
            case PING -> {
                if (!prober.isNew(probe)) {
                    return;
                }
                prober.answer(probe, from);
                Path path = add(from, now);
                if (path != null && !path.hasAnswered() && path.sincePing(now) > PathProber.PROMPT) {
                    prober.ping(path, false);
                }
            }
            case PONG -> {
                Path path = table.find(from);
                if (path != null) {
                    answered(path, probe, now);
                }
                InetSocketAddress observed = probe.observed();
                if (path != null && observed != null) {
                    network.observed(this, observed);
                }
            }
        }
        network.flush();
    }

    private void answered(Path path, Probe pong, long now) {
        switch (path.answered(pong.number(), now, network.wall())) {
            case FOREIGN -> {}
            case SMALL -> prober.ping(path, true);
            case KNOWN -> choose();
            case WORKS_AGAIN -> {
                choose();
                if (route.contains(path)) {
                    repeat(path);
                }
            }
        }
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
        if (signals != null) {
            return;
        }
        signals = out;
        network.opened();
        if (dialled) {
            secret = ProbeSecret.next();
            out.accept(new PathSignal.Open(slot, secret));
            tellOwn();
        }
    }

    /** @throws IllegalArgumentException if the peer says what makes no sense */
    public void signalled(PathSignal signal, NodeId peer) {
        Consumer<PathSignal> out = signals;
        if (out == null) {
            throw new IllegalArgumentException("paths were not asked for");
        }
        switch (signal) {
            case PathSignal.Open(var peerSlot, var peerSecret) -> opened(peerSlot, peerSecret, out);
            case PathSignal.Candidates(var addresses) -> {
                obstacles.told(addresses);
                add(Hygiene.ofCandidates(addresses, network.isOnLoopback()), peer);
                startRound();
            }
            case PathSignal.Punch() -> startRound();
        }
    }

    private void opened(long peerSlot, byte[] peerSecret, Consumer<PathSignal> out) {
        if (prober.isOpen() || peerSecret.length != (dialled ? 0 : ProbeCodec.SECRET_BYTES)) {
            throw new IllegalArgumentException("paths are opened once, with a secret from the side that dialled");
        }
        prober.open(new ProbeCodec(dialled ? secret : peerSecret, dialled, peerSlot));
        secret = new byte[0];
        if (!dialled) {
            out.accept(new PathSignal.Open(slot, new byte[0]));
            tellOwn();
        }
        startRound();
    }

    private void startRound() {
        prober.startRound();
        wake();
    }

    /** This node may be reached elsewhere than it said. */
    void ownChanged() {
        if (told) {
            tellOwn();
            startRound();
        }
    }

    private void tellOwn() {
        Consumer<PathSignal> out = signals;
        if (out != null) {
            told = true;
            out.accept(new PathSignal.Candidates(network.own()));
        }
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
        if (active == null) {
            redial(now);
        }
        Path current = active;
        boolean direct = current != null && !current.isRelay();
        if (dialled && prober.isPunchDue(direct, now) && signals != null) {
            signals.accept(new PathSignal.Punch());
            prober.startRound();
        }
        boolean changed = prober.tick(current, now);
        if (changed) {
            choose();
        }
        network.flush();
        directness = obstacles.judge(current, signals != null, prober.isOpen(), now);
        look();
        return current == null ? REDIAL / 2 : prober.nanosToNext(current, now);
    }

    /** A relay may only just have been connected to, and the network forgets; QUIC itself waits a second. */
    private void redial(long now) {
        if (now - redialledAt >= REDIAL) {
            redialledAt = now;
            route.forEach(this::repeat);
        }
    }

    private void choose() {
        List<Path> chosen = PathChoice.choose(active, table.all());
        boolean inDoubt = active == null && chosen.stream().noneMatch(path -> path.state() == State.VALID);
        if (inDoubt) {
            route = chosen;
            return;
        }
        List<Path> before = route;
        use(chosen.getFirst());
        route = chosen;
        for (Path path : chosen) {
            if (!before.contains(path)) {
                repeat(path);
            }
        }
    }

    private void use(Path path) {
        Path before = active;
        active = path;
        route = List.of(path);
        remoteAddress = switch (path.target) {
            case PathTarget.Udp(var at) -> at;
            case PathTarget.Relayed(var relay, var node) -> new RelayAddress(relay, node);
        };
        if (before != path) {
            activeSince = network.wall();
        }
        if (before != null && before != path) {
            switches = ++switched;
            directness = obstacles.judge(path, signals != null, prober.isOpen(), network.now());
            network.switched(before.kind(), path.kind());
        }
        look();
    }

    private void look() {
        var seen = new ArrayList<PathView>();
        for (Path path : table.all()) {
            if (path == active) {
                seen.addFirst(path.viewActive(activeSince));
            } else {
                seen.add(path.view());
            }
        }
        views = List.copyOf(seen);
    }

    /** The relays that this connection needs. */
    void relays(Set<RelayUrl> into) {
        for (Path path : table.all()) {
            if (path.target instanceof PathTarget.Relayed(var relay, var node)) {
                into.add(relay);
            }
        }
    }

    /** Better ways are looked for. */
    boolean isOpen() {
        return signals != null;
    }

    boolean isRelayed() {
        Path current = active;
        return current == null || current.isRelay();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        signals = null;
        if (timer != null) {
            timer.cancel(false);
        }
        last.forget();
    }
}
