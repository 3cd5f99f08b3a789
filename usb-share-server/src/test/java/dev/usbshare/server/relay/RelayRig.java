package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A relay on loopback, and nodes that connect to it. Closes all of them. */
final class RelayRig implements AutoCloseable {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final NodeEventLoop relayLoop = NodeEventLoop.open("test-relay");
    private final NodeEventLoop nodesLoop = NodeEventLoop.open("test-nodes");
    private final List<NodeSide> nodes = new ArrayList<>();
    final RecordStore records = new RecordStore(Clock.systemUTC(), 100);
    final RelayServer server;

    RelayRig() throws Exception {
        this(AccessPolicy.OPEN, RelayLimits.DEFAULT, null, false);
    }

    RelayRig(AccessPolicy access, RelayLimits limits, @Nullable TlsFiles tls, boolean behindProxy) throws Exception {
        var setup = new RelaySetup(ANY, ANY, tls, behindProxy, access, limits, "test");
        server = RelayServer.open(relayLoop.loop(), setup, records, Clock.systemUTC(), new SecureRandom());
    }

    NodeSide.Way way() {
        return NodeSide.Way.to(server.address());
    }

    NodeSide enter() throws InterruptedException {
        return enter(NodeKey.generate());
    }

    NodeSide enter(NodeKey key) throws InterruptedException {
        return enter(way(), key);
    }

    NodeSide enter(NodeSide.Way way, NodeKey key) throws InterruptedException {
        return added(NodeSide.enter(nodesLoop.loop(), way, key));
    }

    NodeSide dial(NodeSide.Way way, NodeKey key) {
        return added(NodeSide.dial(nodesLoop.loop(), way, key));
    }

    private NodeSide added(NodeSide node) {
        nodes.add(node);
        return node;
    }

    long count(RelayCount what) {
        return server.counts().of(what);
    }

    @Override
    public void close() {
        nodes.forEach(NodeSide::close);
        server.close();
        nodesLoop.close();
        relayLoop.close();
    }
}
