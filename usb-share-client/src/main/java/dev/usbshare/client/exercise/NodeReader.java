package dev.usbshare.client.exercise;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a character device in a thread of its own: a read of one cannot be interrupted, so that whoever waits waits here.
 *
 * <p>Holds a bounded number of reads, then lets the device wait.
 */
final class NodeReader {

    private static final int READ_BYTES = 4096;
    private static final int MAX_READS = 64;

    private final BlockingQueue<byte[]> reads = new ArrayBlockingQueue<>(MAX_READS);
    private final InputStream node;
    private final Thread thread;

    /** @param node closed by whoever opened it, which ends the thread with its next read */
    NodeReader(InputStream node) {
        this.node = node;
        this.thread = Thread.ofPlatform().daemon().name("exercise-reader").start(this::readAll);
    }

    /** The next read's bytes, empty if none come in time. */
    Optional<byte[]> next(Duration patience) throws IOException {
        try {
            byte[] data = reads.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.ofNullable(data);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Takes no more; a read that waits is left behind. */
    void stop() {
        thread.interrupt();
    }

    private void readAll() {
        byte[] buffer = new byte[READ_BYTES];
        try {
            for (int got = node.read(buffer); got > 0; got = node.read(buffer)) {
                reads.put(Arrays.copyOf(buffer, got));
            }
        } catch (IOException | InterruptedException e) {
            // The device is gone, or nobody wants more: whoever waits hears that nothing comes.
        }
    }
}
