package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.driver.UrbResult;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.usb.EndpointAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * How fast a source and sink moves data over a real line that is kept busy, both ways, with URBs of sizes that a seed gives, measured in every
 * window of two seconds. On a machine that others use too, time may pass unused and a window come to less; no window may come to
 * more, and one must come up to the limit.
 */
final class LineRate {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final EndpointAddress SOURCE = new EndpointAddress(0x81);
    private static final EndpointAddress SINK = new EndpointAddress(0x01);

    /** Little enough that what is under way weighs nothing in a window. */
    private static final int URBS_IN_FLIGHT = 4;

    private static final int MAX_PACKETS = 16;
    private static final int PACKET_BYTES = 512;

    private record Sample(long nanos, long bytes) {}

    private final UsbPipes pipes;
    private final long bytesPerSecond;
    private final Random random;
    private final Deque<CompletableFuture<Integer>> inFlight = new ArrayDeque<>();
    private final Deque<Sample> window = new ArrayDeque<>();
    private long bytes;

    LineRate(UsbPipes pipes, long bytesPerSecond) {
        this.pipes = pipes;
        this.bytesPerSecond = bytesPerSecond;
        this.random = new Random(bytesPerSecond);
    }

    void assertWithinFivePercent() throws Exception {
        long began = System.nanoTime();
        double best = 0;
        while (best < 0.95 && System.nanoTime() - began < PATIENCE.toNanos()) {
            double ofLimit = next();
            assertThat(ofLimit).as("of the limit, in a window").isLessThan(1.05);
            best = Math.max(best, ofLimit);
        }
        for (CompletableFuture<Integer> urb : inFlight) {
            TestNode.get(urb);
        }
        assertThat(best).as("of the limit, in the best window").isGreaterThan(0.95);
    }

    /** Moves one more URB; what came through in the window that ends with it, 0 before the first one is full. */
    private double next() throws Exception {
        while (inFlight.size() < URBS_IN_FLIGHT) {
            inFlight.add(submit());
        }
        bytes += TestNode.get(inFlight.remove());
        long now = System.nanoTime();
        window.add(new Sample(now, bytes));
        Sample from = window.getFirst();
        if (now - from.nanos() < WINDOW.toNanos()) {
            return 0;
        }
        window.removeFirst();
        return (bytes - from.bytes()) * 1e9 / (now - from.nanos()) / bytesPerSecond;
    }

    private CompletableFuture<Integer> submit() {
        int length = random.nextInt(1, MAX_PACKETS + 1) * PACKET_BYTES;
        CompletableFuture<UrbResult> urb =
                random.nextBoolean() ? pipes.in(SOURCE, length, 0) : pipes.out(SINK, new byte[length], 0);
        return urb.thenApply(UrbResult::actualLengthBytes);
    }
}
