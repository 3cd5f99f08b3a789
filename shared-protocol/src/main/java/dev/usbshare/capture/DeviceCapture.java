package dev.usbshare.capture;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A capture under way: what its tap hears goes to a file, by a thread of its own. It takes no more than its file may have; the line
 * never waits for it, so that what the disk cannot keep up with is left out and counted.
 *
 * <p><b>Bounds</b>: {@value #MAX_QUEUED_BYTES} bytes wait for the disk at most.
 *
 * <p><b>Threads</b>: {@link #event} on the device's event loop; everything else on any.
 */
public final class DeviceCapture implements UrbTap, AutoCloseable {

    private static final long MAX_QUEUED_BYTES = 8 << 20;
    /** A block of no bytes ends the writing. */
    private static final byte[] END = {};

    private final int devid;
    private final long maxBytes;
    private final Clock clock;
    private final Path file;
    private final LinkedBlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private final AtomicLong acceptedBytes = new AtomicLong();
    private volatile @Nullable String failure;
    private volatile boolean closed;

    private DeviceCapture(Path file, String device, int devid, long maxBytes, Clock clock, OutputStream out)
            throws IOException {
        this.file = file;
        this.devid = devid;
        this.maxBytes = maxBytes;
        this.clock = clock;
        byte[] header = CaptureFormat.header("usb-share " + device);
        out.write(header);
        acceptedBytes.set(header.length);
        writer = Thread.ofPlatform().name("capture-" + device).daemon().unstarted(() -> write(out));
    }

    /**
     * Begins a file that only its owner may read; it must not exist yet.
     *
     * @param device told in the file
     * @param devid {@code busnum << 16 | devnum}
     * @param maxBytes the file's size at which the capture takes no more
     */
    public static DeviceCapture to(Path file, String device, int devid, long maxBytes, Clock clock) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE);
        try {
            var capture = new DeviceCapture(file, device, devid, maxBytes, clock, out);
            capture.writer.start();
            return capture;
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    @Override
    public void event(UrbEvent event, @Nullable ByteBuf data, int index, int dataBytes) {
        if (closed || isFull() || failure != null) {
            return;
        }
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        byte[] block = CaptureFormat.packet(event, devid, micros, data, index, dataBytes);
        if (queuedBytes.get() + block.length > MAX_QUEUED_BYTES) {
            dropped.incrementAndGet();
            return;
        }
        queuedBytes.addAndGet(block.length);
        acceptedBytes.addAndGet(block.length);
        events.incrementAndGet();
        queue.add(block);
    }

    private void write(OutputStream out) {
        try (out) {
            for (byte[] block = queue.take(); block.length > 0; block = queue.take()) {
                out.write(block);
                queuedBytes.addAndGet(-block.length);
            }
        } catch (IOException e) {
            failure = "write to " + file + ": " + e.getMessage();
            queue.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Path file() {
        return file;
    }

    /** URBs begun and ended that are in the file, or on the way to it. */
    public long events() {
        return events.get();
    }

    /** Events that the disk was too slow for. */
    public long dropped() {
        return dropped.get();
    }

    /** Bytes of the file, those on the way to it included. */
    public long bytes() {
        return acceptedBytes.get();
    }

    /** Whether the file has the size that it may have; nothing more is taken. */
    public boolean isFull() {
        return acceptedBytes.get() >= maxBytes;
    }

    /** Why the file could not be written to its end; null if nothing went wrong. */
    public @Nullable String failure() {
        return failure;
    }

    /** Writes what was heard and closes the file. Waits for the disk: not for an event loop. Idempotent. */
    @Override
    public void close() {
        closed = true;
        queue.add(END);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
