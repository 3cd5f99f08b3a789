package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.ConnectException.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A network inside one thread, on virtual time: the double of QUIC over a real one. Nodes are {@link #node} made;
 * everything that happens between them happens on {@link #executor()}, and the same seed gives the same run.
 *
 * <p>What it keeps of QUIC: streams are ordered in themselves and overtake each other; a peer learns of a stream by its
 * first byte or its end; a loss delays its own stream only; connection closes are not repeated when lost; silence ends
 * both sides, each by its own timer; window and bandwidth push back as writability; lower urgency goes first. What it
 * leaves out: congestion control, packets, encryption.
 *
 * <pre>{@code
 * try (var network = new InMemoryNetwork(42, LinkProfile.roughWideArea())) {
 *     var server = network.node(serverId, acceptor);
 *     var client = network.node(clientId, null);
 *     client.dial(serverId, server.localAddress(), handler);
 *     network.executor().advance(Duration.ofSeconds(1));
 * }
 * }</pre>
 */
public final class InMemoryNetwork implements AutoCloseable {

    private static final int FIRST_PORT = 40_000;

    private final ManualEventExecutor executor = new ManualEventExecutor();
    private final Map<InetSocketAddress, InMemoryTransport> nodes = new HashMap<>();
    private final List<InMemoryConnection> connections = new ArrayList<>();
    private final Random random;
    private LinkProfile profile;
    private long cutUntilNanos = Long.MIN_VALUE;

    public InMemoryNetwork(long seed, LinkProfile profile) {
        this.random = new Random(seed);
        this.profile = profile;
    }

    public ManualEventExecutor executor() {
        return executor;
    }

    /**
     * A node on this network, at an address of its own.
     *
     * @param acceptor null: nobody can dial it
     */
    public InMemoryTransport node(NodeId id, @Nullable PeerAcceptor acceptor) {
        var address = new InetSocketAddress(loopback(), FIRST_PORT + nodes.size());
        var node = new InMemoryTransport(this, id, address, acceptor);
        nodes.put(address, node);
        return node;
    }

    public LinkProfile profile() {
        return profile;
    }

    /** Applies to what is sent from now on. */
    public void setProfile(LinkProfile profile) {
        this.profile = profile;
    }

    /** From now on and for this long nothing arrives; what was lost comes by retransmission afterwards. */
    public void cut(Duration duration) {
        cutUntilNanos = executor.now().plus(duration).toNanos();
    }

    /** Nothing arrives any more. */
    public void cutForever() {
        cutUntilNanos = Long.MAX_VALUE;
    }

    /** Ends a cut early. */
    public void restore() {
        cutUntilNanos = Long.MIN_VALUE;
    }

    /** Ends every connection at once, as a power failure of the whole network would, and frees what is under way. */
    @Override
    public void close() {
        for (InMemoryConnection connection : List.copyOf(connections)) {
            connection.end(new CloseReason.Failed("the network was closed"));
        }
        executor.runUntilIdle();
    }

    boolean isCut() {
        return executor.now().toNanos() < cutUntilNanos;
    }

    /** When retransmissions of what a cut swallowed begin to arrive; empty time means never. */
    long cutUntilNanos() {
        return cutUntilNanos;
    }

    Random random() {
        return random;
    }

    void add(InMemoryConnection connection) {
        connections.add(connection);
    }

    void remove(InMemoryConnection connection) {
        connections.remove(connection);
    }

    /** The time a packet takes now. */
    long travelNanos() {
        long jitter = profile.jitter().toNanos();
        return profile.delay().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
    }

    boolean loses() {
        return profile.loss() > 0 && random.nextDouble() < profile.loss();
    }

    void schedule(long nanos, Runnable task) {
        executor.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Of addresses that are dialled at once: the one that answers; the first if none does. */
    InetSocketAddress answering(List<InetSocketAddress> addresses) {
        return addresses.stream()
                .filter(address ->
                        nodes.containsKey(address) && nodes.get(address).accepts())
                .findFirst()
                .orElse(addresses.getFirst());
    }

    void dial(
            InMemoryTransport from,
            NodeId expected,
            InetSocketAddress address,
            PeerHandler handler,
            CompletableFuture<PeerConnection> result) {
        InMemoryTransport to = nodes.get(address);
        if (to == null || !to.accepts() || isCut()) {
            schedule(
                    profile.dialTimeout().toNanos(),
                    () -> result.completeExceptionally(
                            new ConnectException(Reason.UNREACHABLE, "no answer from " + address)));
            return;
        }
        schedule(2 * travelNanos(), () -> {
            if (!to.id().equals(expected)) {
                result.completeExceptionally(new ConnectException(
                        Reason.WRONG_NODE,
                        address + " is node " + to.id().toShortString() + ", not " + expected.toShortString()));
            } else if (from.isClosed()) {
                result.completeExceptionally(new ConnectException(Reason.CLOSED, "this node is stopping"));
            } else {
                establish(from, to, handler, result);
            }
        });
    }

    /** The dialler is connected one journey before the other side knows. */
    private void establish(
            InMemoryTransport from,
            InMemoryTransport to,
            PeerHandler handler,
            CompletableFuture<PeerConnection> result) {
        var dialled = new InMemoryConnection(this, from, to, handler);
        var accepted = new InMemoryConnection(this, to, from, null);
        dialled.connect(accepted);
        accepted.connect(dialled);
        schedule(travelNanos(), accepted::accept);
        result.complete(dialled);
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("memory", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
