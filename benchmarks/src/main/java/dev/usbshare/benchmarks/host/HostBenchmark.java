package dev.usbshare.benchmarks.host;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.attachment.AttachmentListener;
import dev.usbshare.client.attachment.Attachments;
import dev.usbshare.client.firewall.StatelessGate;
import dev.usbshare.client.remote.Backoff;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.quic.QuicTransportConfig;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.wire.ControlMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Measures the hot path on this host against plain TCP, alternating between the two in one run, and prints a table.
 * Arguments: seconds for each sample; round trip in ms; how long acknowledgements wait, in microseconds or {@code default}; the server's
 * command, for {@code benchmarks/host} to choose its CPU.
 */
public final class HostBenchmark {

    private HostBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 3 && arguments[0].equals("server")) {
            HostServer.run(NodeId.parse(arguments[1]), arguments[2]);
            return;
        }
        double seconds = Double.parseDouble(arguments[0]);
        int roundTripMillis = Integer.parseInt(arguments[1]);
        var serverCommand = new ArrayList<>(List.of(arguments).subList(3, arguments.length));
        NodeKey key = NodeKey.generate();
        serverCommand.addAll(List.of("server", key.id().toString(), arguments[2]));
        Process server = new ProcessBuilder(serverCommand)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String[] hello = Objects.requireNonNull(server.inputReader().readLine(), "the server did not start")
                    .split(" ");
            var distance = new Distance();
            int udpPort = Integer.parseInt(hello[1]);
            int tcpPort = Integer.parseInt(hello[2]);
            if (roundTripMillis > 0) {
                udpPort = distance.beforeUdp(udpPort);
                tcpPort = distance.beforeTcp(tcpPort);
            }
            InetAddress loopback = InetAddress.getLoopbackAddress();
            QuicTransportConfig config = config(key, arguments[2]);
            try (var loop = NodeEventLoop.open("client");
                    var transport = QuicTransport.bind(loop.loop(), config, null);
                    SocketChannel tcp = SocketChannel.open(new InetSocketAddress(loopback, tcpPort))) {
                tcp.setOption(StandardSocketOptions.TCP_NODELAY, true);
                var vhci = new FakeKernelVhci(loop.loop());
                var address =
                        new RemoteAddress("server", NodeId.parse(hello[0]), new InetSocketAddress(loopback, udpPort));
                RemoteServer remote = remote(address, loop, transport, vhci);
                loop.loop().execute(remote::start);
                FakeKernel ours = vhci.kernel().get(20, TimeUnit.SECONDS);
                var comparison = new Comparison(ours, new FakeKernel(tcp, 0), remote, server, (long) (seconds * 1e9));
                comparison.warmUp();
                if (roundTripMillis == 0) {
                    comparison.everything();
                } else {
                    distance.set(roundTripMillis);
                    comparison.overDistance();
                }
            }
        } finally {
            server.outputWriter().close();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private static RemoteServer remote(
            RemoteAddress address, NodeEventLoop loop, QuicTransport transport, FakeKernelVhci vhci) {
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        var attachments = new Attachments(
                loop.loop(),
                vhci,
                new StatelessGate(InstantSource.system()),
                AuditLog.NOTHING,
                List.of(new AttachRule(null, new DevicePattern.Any())),
                backoff,
                new Captures(Clock.systemUTC()),
                AttachmentListener.UNHEARD);
        return new RemoteServer(
                address,
                new ControlMessage.Hello(List.of(1), List.of(), "benchmark", "benchmark"),
                transport,
                backoff,
                attachments);
    }

    /** @param ackDelayMicros a number, or anything else for the default */
    static QuicTransportConfig config(NodeKey key, String ackDelayMicros) {
        var config = QuicTransportConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), key);
        return ackDelayMicros.matches("\\d+")
                ? config.withAckDelay(Duration.ofNanos(1000 * Long.parseLong(ackDelayMicros)))
                : config;
    }
}
