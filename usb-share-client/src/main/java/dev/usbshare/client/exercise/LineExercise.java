package dev.usbshare.client.exercise;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A serial line that echoes: random data sent and received at the same time, then single round trips timed. */
final class LineExercise {

    private static final int MAX_BYTES = 1 << 20;
    private static final int CHUNK_BYTES = 4 << 10;
    private static final int TIMED_ECHOES = 256;
    private static final int ECHO_BYTES = 16;

    private final Line line;
    private final Workbench work;

    private LineExercise(Line line, Workbench work) {
        this.line = line;
        this.work = work;
    }

    static void run(Line line, Workbench work) throws IOException {
        var exercise = new LineExercise(line, work);
        exercise.stream((int) Math.min(work.settings().bytes(), MAX_BYTES));
        exercise.timedEchoes();
    }

    private void stream(int bytes) throws IOException {
        byte[] sent = new byte[bytes];
        work.random().nextBytes(sent);
        long start = work.now();
        var writing = new FutureTask<Void>(() -> {
            for (int at = 0; at < bytes; at += CHUNK_BYTES) {
                line.write(Arrays.copyOfRange(sent, at, Math.min(at + CHUNK_BYTES, bytes)));
            }
            return null;
        });
        Thread writer = Thread.ofVirtual().name("exercise-writer").start(writing);
        MessageDigest digest = Sizes.sha256();
        try {
            for (int at = 0; at < bytes; at += CHUNK_BYTES) {
                int count = Math.min(CHUNK_BYTES, bytes - at);
                byte[] data = line.read(count);
                int wrong = Arrays.mismatch(data, 0, count, sent, at, at + count);
                if (wrong >= 0) {
                    throw new IOException("byte " + (at + wrong) + " of the echo is another one than was sent");
                }
                digest.update(data);
            }
            writing.get();
        } catch (ExecutionException e) {
            throw new IOException("sending: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            writer.interrupt();
        }
        long nanos = work.now() - start;
        work.done(Step.timed("echo " + Sizes.text(bytes), bytes, nanos, "sha256 ok " + Sizes.hex(digest.digest())));
    }

    private void timedEchoes() throws IOException {
        long[] nanos = new long[TIMED_ECHOES];
        byte[] sent = new byte[ECHO_BYTES];
        var random = work.random();
        for (int i = 0; i < TIMED_ECHOES; i++) {
            random.nextBytes(sent);
            long start = work.now();
            line.write(sent);
            byte[] back = line.read(ECHO_BYTES);
            nanos[i] = work.now() - start;
            if (!Arrays.equals(sent, back)) {
                throw new IOException("echo " + i + " of " + ECHO_BYTES + " bytes came back different");
            }
        }
        work.done(Step.of(TIMED_ECHOES + " echoes of " + ECHO_BYTES + " bytes", "each ok")
                .with(Latency.of(nanos)));
    }
}
