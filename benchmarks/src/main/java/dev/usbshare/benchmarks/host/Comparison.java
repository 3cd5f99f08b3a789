package dev.usbshare.benchmarks.host;

import dev.usbshare.benchmarks.host.FakeKernel.Sample;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.quic.PathStatistics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Measures usb-share and plain TCP in turn, and prints a row of a table for each kind of URBs. */
final class Comparison {

    private static final int ROUNDS = 3;
    private static final int[] COMMAND_BYTES = {4 << 10, 120 << 10, 512 << 10, 1 << 20};

    /** Streams ask for more than a round trip's worth: 16 URBs of 64 KiB. */
    private static final int STREAM_URBS = 16;

    private static final int STREAM_URB_BYTES = 64 << 10;

    /** A measurement, on either side. */
    private interface Trial {
        Sample run(FakeKernel kernel) throws IOException;
    }

    private final FakeKernel ours;
    private final FakeKernel plain;
    private final RemoteServer remote;
    private final Process server;
    private final long nanos;

    Comparison(FakeKernel ours, FakeKernel plain, RemoteServer remote, Process server, long nanos) {
        this.ours = ours;
        this.plain = plain;
        this.remote = remote;
        this.server = server;
        this.nanos = nanos;
    }

    /** Lets the compiler finish: the first seconds measure nothing else. */
    void warmUp() throws IOException {
        for (int round = 0; round < 2; round++) {
            for (FakeKernel kernel : List.of(ours, plain)) {
                kernel.smallUrbs(nanos);
                kernel.commands(true, 4 << 10, nanos);
                kernel.commands(true, 1 << 20, nanos);
                kernel.commands(false, 1 << 20, nanos);
                kernel.stream(STREAM_URBS, STREAM_URB_BYTES, nanos);
            }
        }
    }

    /** All sizes of commands. */
    void everything() throws Exception {
        head();
        measure("", kernel -> kernel.smallUrbs(nanos));
        for (int bytes : COMMAND_BYTES) {
            measure("command: ", kernel -> kernel.commands(true, bytes, nanos));
            measure("command: ", kernel -> kernel.commands(false, bytes, nanos));
        }
        measure("", kernel -> kernel.stream(STREAM_URBS, STREAM_URB_BYTES, nanos));
    }

    /** What the lab measures over distance, after congestion control has seen the new round trip. */
    void overDistance() throws Exception {
        for (FakeKernel kernel : List.of(ours, plain)) {
            kernel.commands(true, 120 << 10, nanos);
            kernel.commands(false, 120 << 10, nanos);
        }
        head();
        measure("", kernel -> kernel.smallUrbs(nanos));
        measure("command: ", kernel -> kernel.commands(true, 4 << 10, nanos));
        measure("command: ", kernel -> kernel.commands(true, 120 << 10, nanos));
        measure("command: ", kernel -> kernel.commands(false, 120 << 10, nanos));
    }

    private static void head() {
        System.out.println(
                "| URBs | usb-share MB/s | plain TCP MB/s | ratio | usb-share median, p99 us | TCP median us |"
                        + " CPU s/GB client, server | packets per URB sent, received |");
        System.out.println("|---|---|---|---|---|---|---|---|");
    }

    /** Alternates {@value #ROUNDS} times and prints the median of each side. */
    private void measure(String prefix, Trial trial) throws Exception {
        var mine = new ArrayList<Sample>();
        var theirs = new ArrayList<Sample>();
        double clientCpu = 0;
        double serverCpu = 0;
        double gigabytes = 0;
        long urbs = 0;
        long sent = 0;
        long received = 0;
        for (int round = 0; round < ROUNDS; round++) {
            PathStatistics before = statistics();
            double clientBefore = cpuSeconds(ProcessHandle.current());
            double serverBefore = cpuSeconds(server.toHandle());
            long began = System.nanoTime();
            Sample sample = trial.run(ours);
            mine.add(sample);
            clientCpu += cpuSeconds(ProcessHandle.current()) - clientBefore;
            serverCpu += cpuSeconds(server.toHandle()) - serverBefore;
            gigabytes += sample.megabytesPerSecond() * (System.nanoTime() - began) / 1e12;
            PathStatistics after = statistics();
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
                "| %s%s | %s | %s | %.2f | %s | %s | %s | %.2f, %.2f |%n",
                prefix,
                us.what(),
                rate(us),
                rate(them),
                us.megabytesPerSecond() / them.megabytesPerSecond(),
                us.medianMicros() == 0 ? "" : "%.0f, %.0f".formatted(us.medianMicros(), us.p99Micros()),
                them.medianMicros() == 0 ? "" : "%.0f".formatted(them.medianMicros()),
                small ? "" : "%.1f, %.1f".formatted(clientCpu / gigabytes, serverCpu / gigabytes),
                (double) sent / urbs,
                (double) received / urbs);
    }

    private static String rate(Sample sample) {
        double rate = sample.megabytesPerSecond();
        return (rate < 10 ? "%.3f" : "%.1f").formatted(rate);
    }

    private static Sample median(List<Sample> samples) {
        return samples.stream()
                .sorted((a, b) -> Double.compare(a.megabytesPerSecond(), b.megabytesPerSecond()))
                .toList()
                .get(samples.size() / 2);
    }

    private PathStatistics statistics() throws Exception {
        return Objects.requireNonNull(remote.connection(), "not connected")
                .statistics()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
