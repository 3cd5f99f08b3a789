package dev.usbshare.nodes;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.BindFailedException;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.quic.QuicTransportConfig;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.access.PeerAccess;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.AllowAll;
import dev.usbshare.server.policy.DevicePolicies;
import dev.usbshare.server.session.SessionContext;
import dev.usbshare.server.session.SessionListener;
import dev.usbshare.server.session.SessionRegistry;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.DevicePattern;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server's rooms as its service wires them, over simulated devices. */
final class TestServer implements AutoCloseable {

    final LeaseRegistry leases;
    final SharedDevices devices;
    private final NodeEventLoop loop = NodeEventLoop.open("test-server");
    private final SessionRegistry sessions;
    private final QuicTransport transport;

    /**
     * Without rules, and with an audit log that keeps nothing.
     *
     * @param port 0 for any free one
     */
    TestServer(NodeKey key, NodeId approved, SimulatedUsbHost host, int port) throws BindFailedException {
        this(key, List.of(new ApprovedPeer(approved, "tester")), host, new AllowAll(), AuditLog.NOTHING, port);
    }

    TestServer(
            NodeKey key,
            List<ApprovedPeer> approved,
            SimulatedUsbHost host,
            DevicePolicies policies,
            AuditLog audit,
            int port)
            throws BindFailedException {
        this(key, loop -> new ApprovedPeers(approved), host, policies, audit, port);
    }

    /** @param peers makes who decides about peers, given where its timers may run */
    TestServer(
            NodeKey key,
            Function<EventLoop, PeerAccess> peers,
            SimulatedUsbHost host,
            DevicePolicies policies,
            AuditLog audit,
            int port)
            throws BindFailedException {
        this(
                key,
                peers,
                host,
                new SharedDevices(host, List.of(new DevicePattern.Any())),
                policies,
                audit,
                Clock.systemUTC(),
                port);
    }

    /** @param clock on the wall: policies should go by the same */
    TestServer(
            NodeKey key,
            Function<EventLoop, PeerAccess> peers,
            SimulatedUsbHost host,
            SharedDevices shared,
            DevicePolicies policies,
            AuditLog audit,
            Clock clock,
            int port)
            throws BindFailedException {
        leases = new LeaseRegistry(loop.loop(), new SecureRandom(), clock);
        devices = shared;
        sessions = new SessionRegistry(new SessionContext(
                host,
                shared,
                leases,
                peers.apply(loop.loop()),
                policies,
                audit,
                EngineListener.UNHEARD,
                SessionListener.UNHEARD,
                clock,
                "test server",
                "test"));
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        transport = QuicTransport.bind(loop.loop(), QuicTransportConfig.of(address, key), sessions);
    }

    InetSocketAddress address() {
        return transport.localAddress();
    }

    /** As the service does on SIGTERM. */
    @Override
    public void close() {
        sessions.stop().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        transport.close();
        loop.close();
    }
}
