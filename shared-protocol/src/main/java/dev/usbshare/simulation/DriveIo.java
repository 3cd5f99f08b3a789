package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A drive's input and output: on a thread of its own where the medium waits for a disk, one operation after the other;
 * inline where it does not. Results arrive on the device's executor.
 */
final class DriveIo implements AutoCloseable {

    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    private final Medium medium;
    private final @Nullable ExecutorService worker;

    DriveIo(Medium medium) {
        this.medium = medium;
        this.worker = medium.blocks()
                ? Executors.newSingleThreadExecutor(
                        Thread.ofVirtual().name("simulated-drive").factory())
                : null;
    }

    /** @param done takes ownership of the bytes, or hears null if they cannot be read */
    void read(long offset, int bytes, EventExecutor executor, Consumer<@Nullable ByteBuf> done) {
        ByteBuf into = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
        run(() -> medium.read(offset, bytes, into), executor, into, ok -> {
            if (ok) {
                done.accept(into);
            } else {
                into.release();
                done.accept(null);
            }
        });
    }

    /** Takes ownership of {@code from}. */
    void write(long offset, ByteBuf from, EventExecutor executor, Consumer<Boolean> done) {
        run(() -> medium.write(offset, from), executor, from, ok -> {
            from.release();
            done.accept(ok);
        });
    }

    void sync(EventExecutor executor, Consumer<Boolean> done) {
        run(medium::sync, executor, null, done);
    }

    /** Waits for the operations that were begun; later ones fail. Idempotent. */
    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        succeeds(medium::close);
    }

    /** @param held released if nobody is left to hear the result */
    private void run(Operation operation, EventExecutor executor, @Nullable ByteBuf held, Consumer<Boolean> done) {
        if (worker == null) {
            done.accept(succeeds(operation));
            return;
        }
        try {
            worker.execute(() -> {
                boolean ok = succeeds(operation);
                try {
                    executor.execute(() -> done.accept(ok));
                } catch (RejectedExecutionException e) {
                    release(held);
                }
            });
        } catch (RejectedExecutionException e) {
            executor.execute(() -> done.accept(false));
        }
    }

    /** A medium's failure is the host's to hear, as a SCSI error; its text has nowhere to go on a USB cable. */
    private static boolean succeeds(Operation operation) {
        try {
            operation.run();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void release(@Nullable ByteBuf held) {
        if (held != null) {
            held.release();
        }
    }
}
