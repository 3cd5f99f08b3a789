package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.quic.ConnectException.Reason;
import dev.usbshare.wire.CloseCode;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One node's door to an {@link InMemoryNetwork}. */
public final class InMemoryTransport implements PeerTransport {

    private final InMemoryNetwork network;
    private final NodeId id;
    private final InetSocketAddress address;
    private final @Nullable PeerAcceptor acceptor;
    private final List<InMemoryConnection> connections = new ArrayList<>();
    private boolean closed;

    InMemoryTransport(InMemoryNetwork network, NodeId id, InetSocketAddress address, @Nullable PeerAcceptor acceptor) {
        this.network = network;
        this.id = id;
        this.address = address;
        this.acceptor = acceptor;
    }

    public NodeId id() {
        return id;
    }

    @Override
    public EventExecutor executor() {
        return network.executor();
    }

    @Override
    public InetSocketAddress localAddress() {
        return address;
    }

    @Override
    public CompletionStage<PeerConnection> dial(NodeId expected, NodeAddresses addresses, PeerHandler handler) {
        var result = new CompletableFuture<PeerConnection>();
        network.executor().execute(() -> {
            if (closed) {
                result.completeExceptionally(new ConnectException(Reason.CLOSED, "this node is stopping"));
            } else {
                network.dial(this, expected, network.answering(addresses.direct()), handler, result);
            }
        });
        return result;
    }

    /** Takes effect when the executor runs next. */
    @Override
    public void close() {
        network.executor().execute(() -> {
            closed = true;
            for (InMemoryConnection connection : List.copyOf(connections)) {
                connection.close(CloseCode.SHUTTING_DOWN, "");
            }
        });
    }

    boolean isClosed() {
        return closed;
    }

    boolean accepts() {
        return acceptor != null && !closed;
    }

    PeerHandler accept(PeerConnection connection) {
        if (acceptor == null) {
            throw new IllegalStateException("nobody can dial " + id.toShortString());
        }
        return acceptor.accept(connection);
    }

    void add(InMemoryConnection connection) {
        connections.add(connection);
    }

    void remove(InMemoryConnection connection) {
        connections.remove(connection);
    }
}
