package dev.usbshare.client.exercise;

import dev.usbshare.client.driver.BulkDriver;
import dev.usbshare.usb.TransferType;
import java.io.IOException;
import java.util.Arrays;

/** The simulated vendor devices: a source and a sink whose every byte is known, and a loopback. */
final class StreamExercise {

    private static final int TRANSFER_BYTES = 64 << 10;
    private static final int TRANSFERS = 8;
    private static final int TIMED = 256;
    private static final int MESSAGE_BYTES = 32 << 10;
    private static final int SMALL_BYTES = 64;
    private static final long MAX_LOOPBACK_BYTES = 4L << 20;

    private StreamExercise() {}

    static void sourceAndSink(BulkDriver driver, Workbench work) throws IOException {
        long bytes = work.settings().bytes() / TRANSFER_BYTES * TRANSFER_BYTES;
        driver.restart();
        long start = work.now();
        driver.readPattern(bytes, TRANSFER_BYTES, TRANSFERS);
        work.done(
                Step.timed("read " + Sizes.text(bytes) + " of a pattern", bytes, work.now() - start, "every byte ok"));

        driver.restart();
        start = work.now();
        driver.writePattern(bytes, TRANSFER_BYTES, TRANSFERS);
        long nanos = work.now() - start;
        BulkDriver.Verdict verdict = driver.verdict();
        if (verdict.bytes() != bytes || verdict.firstWrongOffset() >= 0) {
            throw new IOException("the sink took " + verdict.bytes() + " of " + bytes
                    + " bytes, the first wrong one at " + verdict.firstWrongOffset());
        }
        work.done(Step.timed("write " + Sizes.text(bytes) + " of a pattern", bytes, nanos, "every byte ok"));

        long[] samples = new long[TIMED];
        for (int i = 0; i < TIMED; i++) {
            start = work.now();
            driver.verdict();
            samples[i] = work.now() - start;
        }
        work.done(Step.of(TIMED + " control requests", "").with(Latency.of(samples)));
    }

    static void loopback(BulkDriver driver, Workbench work) throws IOException {
        var random = work.random();
        long bytes = Math.min(work.settings().bytes(), MAX_LOOPBACK_BYTES) / MESSAGE_BYTES * MESSAGE_BYTES;
        byte[] message = new byte[MESSAGE_BYTES];
        long nanos = 0;
        for (long at = 0; at < bytes; at += MESSAGE_BYTES) {
            random.nextBytes(message);
            long start = work.now();
            byte[] back = driver.echo(TransferType.BULK, message);
            nanos += work.now() - start;
            requireSame(message, back, at);
        }
        work.done(Step.timed("loop " + Sizes.text(bytes) + " through bulk", bytes, nanos, "every byte ok"));

        byte[] small = new byte[SMALL_BYTES];
        long[] samples = new long[TIMED];
        for (int i = 0; i < TIMED; i++) {
            random.nextBytes(small);
            long start = work.now();
            byte[] back = driver.echo(TransferType.INTERRUPT, small);
            samples[i] = work.now() - start;
            requireSame(small, back, (long) i * SMALL_BYTES);
        }
        work.done(Step.of(TIMED + " loops of " + SMALL_BYTES + " bytes through interrupt", "each ok")
                .with(Latency.of(samples)));
    }

    private static void requireSame(byte[] sent, byte[] back, long offset) throws IOException {
        int wrong = Arrays.mismatch(sent, back);
        if (wrong >= 0) {
            throw new IOException("byte " + (offset + wrong) + " of the loop is another one than was sent");
        }
    }
}
