package dev.usbshare.benchmarks.host;

import dev.usbshare.benchmarks.host.FakeKernel.Sample;
import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.attachment.Attachments;
import dev.usbshare.client.attachment.UrbMeter;
import dev.usbshare.client.remote.Backoff;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.PathStatistics;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.quic.QuicTransportConfig;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.wire.ControlMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Measures the hot path on this host against plain TCP, alternating between the two in one run, and prints a table.
 * Arguments: the server's command, for {@code benchmarks/host} to choose its CPU; seconds for each sample.
 */
public final class HostBenchmark {

    private static final int ROUNDS = 3;
    private static final int[] COMMAND_BYTES = {4 << 10, 120 << 10, 512 << 10, 1 << 20};

    /** A measurement, on either side. */
    private interface Trial {
        Sample run(FakeKernel kernel) throws IOException;
    }

    private HostBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("server")) {
            HostServer.run(NodeId.parse(arguments[1]));
            return;
        }
        double seconds = Double.parseDouble(arguments[0]);
        var serverCommand = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        NodeKey key = NodeKey.generate();
        serverCommand.addAll(List.of("server", key.id().toString()));
        Process server = new ProcessBuilder(serverCommand)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String[] hello = Objects.requireNonNull(server.inputReader().readLine(), "the server did not start")
                    .split(" ");
            run(key, NodeId.parse(hello[0]), Integer.parseInt(hello[1]), Integer.parseInt(hello[2]), seconds, server);
        } finally {
            server.outputWriter().close();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
    }

    private static void run(NodeKey key, NodeId serverId, int udpPort, int tcpPort, double seconds, Process server)
            throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var loop = NodeEventLoop.open("client");
                var transport = QuicTransport.bind(
                        loop.loop(), QuicTransportConfig.of(new InetSocketAddress(loopback, 0), key), null);
                SocketChannel tcp = SocketChannel.open(new InetSocketAddress(loopback, tcpPort))) {
            tcp.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var vhci = new FakeKernelVhci(loop.loop());
            var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
            var attachments = new Attachments(
                    loop.loop(),
                    vhci,
                    List.of(new AttachRule(null, new DevicePattern.Any())),
                    backoff,
                    device -> new Unmetered());
            var remote = new RemoteServer(
                    new RemoteAddress("server", serverId, new InetSocketAddress(loopback, udpPort)),
                    new ControlMessage.Hello(List.of(1), List.of(), "benchmark", "benchmark"),
                    transport,
                    backoff,
                    attachments);
            loop.loop().execute(remote::start);
            FakeKernel ours = vhci.kernel().get(20, TimeUnit.SECONDS);
            var plain = new FakeKernel(tcp, 0);
            compare(ours, plain, remote, seconds, server);
        }
    }

    private static void compare(FakeKernel ours, FakeKernel plain, RemoteServer remote, double seconds, Process server)
            throws Exception {
        long nanos = (long) (seconds * 1e9);
        warmUp(ours, plain, nanos);
        System.out.println(
                "| URBs | usb-share MB/s | plain TCP MB/s | ratio | usb-share median, p99 us | TCP median us |"
                        + " CPU s/GB client, server | packets per URB sent, received |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        measure("", kernel -> kernel.smallUrbs(nanos), ours, plain, remote, server);
        for (int bytes : COMMAND_BYTES) {
            measure("command: ", kernel -> kernel.commands(true, bytes, nanos), ours, plain, remote, server);
            measure("command: ", kernel -> kernel.commands(false, bytes, nanos), ours, plain, remote, server);
        }
        measure("", kernel -> kernel.stream(16, 64 << 10, nanos), ours, plain, remote, server);
    }

    /** Lets the compiler finish: the first seconds measure nothing else. */
    private static void warmUp(FakeKernel ours, FakeKernel plain, long nanos) throws IOException {
        for (int round = 0; round < 2; round++) {
            for (FakeKernel kernel : List.of(ours, plain)) {
                kernel.smallUrbs(nanos);
                kernel.commands(true, 4 << 10, nanos);
                kernel.commands(true, 1 << 20, nanos);
                kernel.commands(false, 1 << 20, nanos);
                kernel.stream(16, 64 << 10, nanos);
            }
        }
    }

    /** Alternates {@value #ROUNDS} times and prints the median of each side. */
    private static void measure(
            String prefix, Trial trial, FakeKernel ours, FakeKernel plain, RemoteServer remote, Process server)
            throws Exception {
        var mine = new ArrayList<Sample>();
        var theirs = new ArrayList<Sample>();
        double clientCpu = 0;
        double serverCpu = 0;
        double gigabytes = 0;
        long urbs = 0;
        long sent = 0;
        long received = 0;
        for (int round = 0; round < ROUNDS; round++) {
            PathStatistics before = statistics(remote);
            double clientBefore = cpuSeconds(ProcessHandle.current());
            double serverBefore = cpuSeconds(server.toHandle());
            long began = System.nanoTime();
            Sample sample = trial.run(ours);
            mine.add(sample);
            clientCpu += cpuSeconds(ProcessHandle.current()) - clientBefore;
            serverCpu += cpuSeconds(server.toHandle()) - serverBefore;
            gigabytes += sample.megabytesPerSecond() * (System.nanoTime() - began) / 1e12;
            PathStatistics after = statistics(remote);
            urbs += sample.urbs();
            sent += after.sentPackets() - before.sentPackets();
            received += after.receivedPackets() - before.receivedPackets();
            theirs.add(trial.run(plain));
        }
        Sample us = median(mine);
        Sample them = median(theirs);
        boolean small = us.megabytesPerSecond() < 10;
        System.out.printf(
                Locale.ROOT,
                "| %s%s | %.1f | %.1f | %.2f | %s | %s | %s | %.2f, %.2f |%n",
                prefix,
                us.what(),
                us.megabytesPerSecond(),
                them.megabytesPerSecond(),
                us.megabytesPerSecond() / them.megabytesPerSecond(),
                us.medianMicros() == 0 ? "" : "%.0f, %.0f".formatted(us.medianMicros(), us.p99Micros()),
                them.medianMicros() == 0 ? "" : "%.0f".formatted(them.medianMicros()),
                small ? "" : "%.1f, %.1f".formatted(clientCpu / gigabytes, serverCpu / gigabytes),
                (double) sent / urbs,
                (double) received / urbs);
    }

    private static Sample median(List<Sample> samples) {
        return samples.stream()
                .sorted((a, b) -> Double.compare(a.megabytesPerSecond(), b.megabytesPerSecond()))
                .toList()
                .get(samples.size() / 2);
    }

    private static PathStatistics statistics(RemoteServer remote) throws Exception {
        return Objects.requireNonNull(remote.connection(), "not connected")
                .statistics()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    private static final class Unmetered implements UrbMeter {
        @Override
        public void completed(TransferType type, Direction direction, int bytes, long nanos, int status) {}

        @Override
        public void unlinked() {}

        @Override
        public void refused(int status) {}
    }
}
