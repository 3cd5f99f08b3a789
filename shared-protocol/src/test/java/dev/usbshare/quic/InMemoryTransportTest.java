package dev.usbshare.quic;

import dev.usbshare.identity.NodeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class InMemoryTransportTest extends PeerTransportContract {

    private final InMemoryNetwork network =
            new InMemoryNetwork(1, LinkProfile.cable().withChunkBytes(1 << 16));

    @AfterEach
    void close() {
        network.close();
    }

    @Override
    PeerTransport transport(NodeKey key, @Nullable PeerAcceptor acceptor) {
        return network.node(key.id(), acceptor);
    }

    @Override
    PeerTransport impatientTransport(NodeKey key) {
        return transport(key, null);
    }

    @Override
    InetSocketAddress nowhere() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    void await(BooleanSupplier condition) {
        network.executor().runUntil(condition, Duration.ofMinutes(1));
    }
}
