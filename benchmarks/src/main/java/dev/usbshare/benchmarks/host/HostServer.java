package dev.usbshare.benchmarks.host;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.AllowAll;
import dev.usbshare.server.session.SessionContext;
import dev.usbshare.server.session.SessionListener;
import dev.usbshare.server.session.SessionRegistry;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbHost;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** The server's process: the real sessions and engine before a {@link MemoryUsbHost}, and the baseline beside it. */
final class HostServer {

    private HostServer() {}

    /** Prints one line, {@code node id, UDP port, TCP port}, and serves until its input ends. */
    static void run(NodeId client, String ackDelayMicros) throws Exception {
        var host = new MemoryUsbHost();
        var key = NodeKey.generate();
        try (var loop = NodeEventLoop.open("server");
                var transport = QuicTransport.bind(
                        loop.loop(),
                        HostBenchmark.config(key, ackDelayMicros),
                        new SessionRegistry(context(host, client, loop)))) {
            System.out.println(
                    key.id() + " " + transport.localAddress().getPort() + " " + new MemoryUsbIpServer().port());
            while (System.in.read() >= 0) {
                // The client ends us by closing our input.
            }
        }
    }

    private static SessionContext context(UsbHost host, NodeId client, NodeEventLoop loop) {
        return new SessionContext(
                host,
                new SharedDevices(host, List.of(new DevicePattern.Any())),
                new LeaseRegistry(loop.loop(), new SecureRandom(), Clock.systemUTC()),
                new ApprovedPeers(List.of(new ApprovedPeer(client, "benchmark"))),
                new AllowAll(),
                AuditLog.NOTHING,
                EngineListener.UNHEARD,
                SessionListener.UNHEARD,
                Clock.systemUTC(),
                "benchmark",
                "benchmark");
    }
}
