package dev.usbshare.quic;

import dev.usbshare.identity.NodeKey;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class QuicTransportContractTest extends PeerTransportContract {

    private final List<AutoCloseable> resources = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : resources.reversed()) {
            resource.close();
        }
    }

    @Override
    PeerTransport transport(NodeKey key, @Nullable PeerAcceptor acceptor) throws Exception {
        return transport(key, acceptor, Duration.ofSeconds(15));
    }

    @Override
    PeerTransport impatientTransport(NodeKey key) throws Exception {
        return transport(key, null, Duration.ofMillis(300));
    }

    private PeerTransport transport(NodeKey key, @Nullable PeerAcceptor acceptor, Duration dialTimeout)
            throws Exception {
        NodeEventLoop loop = NodeEventLoop.open("test");
        resources.add(loop);
        var config = QuicTransportConfig.of(loopback(), key).withTimeouts(Duration.ofSeconds(15), dialTimeout);
        QuicTransport transport = QuicTransport.bind(loop.loop(), config, acceptor);
        resources.add(transport);
        return transport;
    }

    @Override
    InetSocketAddress nowhere() throws SocketException {
        var silent = new DatagramSocket(loopback());
        resources.add(silent);
        return (InetSocketAddress) silent.getLocalSocketAddress();
    }

    @Override
    void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(condition::getAsBoolean);
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
