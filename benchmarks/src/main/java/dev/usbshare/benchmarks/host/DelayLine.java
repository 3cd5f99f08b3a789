package dev.usbshare.benchmarks.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Half of a distance: what goes in comes out the same time later, in order, by a thread of its own. */
final class DelayLine {

    /** Takes what has come out. */
    interface Output {
        void write(ByteBuffer bytes) throws IOException;
    }

    private record Item(ByteBuffer bytes, long dueNanos) {}

    /** Bounded, so that a sender who never waits is stopped like by any network's queue: about 100 MB of packets. */
    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>(65536);

    private final LongSupplier delayNanos;
    private final Output output;

    DelayLine(String name, LongSupplier delayNanos, Output output) {
        this.delayNanos = delayNanos;
        this.output = output;
        Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** Takes bytes now; they are copied. False if the line is full. */
    boolean offer(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        return queue.offer(new Item(copy, System.nanoTime() + delayNanos.getAsLong()));
    }

    private void run() {
        try {
            while (true) {
                Item item = queue.take();
                for (long left = item.dueNanos - System.nanoTime();
                        left > 0;
                        left = item.dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                output.write(item.bytes);
            }
        } catch (InterruptedException | IOException e) {
            // The benchmark is over.
        }
    }
}
