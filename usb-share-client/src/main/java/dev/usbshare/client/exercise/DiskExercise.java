package dev.usbshare.client.exercise;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A disk from its first byte on: random data written and read back with the same checksum, then single reads timed, each
 * compared as well. A disk that must not be written to is read twice instead.
 */
final class DiskExercise {

    /** What one timed read takes: the page of an ordinary file system. */
    static final int PIECE_BYTES = 4 << 10;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int TIMED_READS = 256;

    private final Disk disk;
    private final Workbench work;
    private final RandomGenerator random;
    private final long bytes;

    /** The checksum of each piece as it was written, or read at first. */
    private final int[] pieces;

    private DiskExercise(Disk disk, Workbench work, long bytes) {
        this.disk = disk;
        this.work = work;
        this.random = work.random();
        this.bytes = bytes;
        this.pieces = new int[Math.toIntExact(bytes / PIECE_BYTES)];
    }

    static void run(Disk disk, Workbench work) throws IOException {
        work.done(Step.of("inquiry and capacity", disk.describe() + ", " + Sizes.text(disk.bytes())));
        long bytes = Math.min(work.settings().bytes(), disk.bytes()) / PIECE_BYTES * PIECE_BYTES;
        if (bytes == 0) {
            throw new IOException("a disk of " + disk.bytes() + " bytes is too small to try");
        }
        var exercise = new DiskExercise(disk, work, bytes);
        String size = Sizes.text(bytes);
        if (work.mayWrite()) {
            byte[] written = exercise.write("write " + size);
            exercise.read("read " + size + " back", written);
        } else {
            byte[] first = exercise.read("read " + size + ", nothing written", null);
            exercise.read("read " + size + " again", first);
        }
        exercise.timedReads();
    }

    private byte[] write(String what) throws IOException {
        MessageDigest digest = Sizes.sha256();
        long nanos = 0;
        for (long at = 0; at < bytes; at += CHUNK_BYTES) {
            byte[] data = new byte[(int) Math.min(CHUNK_BYTES, bytes - at)];
            random.nextBytes(data);
            remember(at, data);
            digest.update(data);
            long start = work.now();
            disk.write(at, data);
            nanos += work.now() - start;
        }
        long start = work.now();
        disk.flush();
        nanos += work.now() - start;
        work.done(Step.timed(what, bytes, nanos, ""));
        return digest.digest();
    }

    /** Reads everything; with {@code expected}, all of it must be what is remembered. */
    private byte[] read(String what, byte @Nullable [] expected) throws IOException {
        MessageDigest digest = Sizes.sha256();
        long nanos = 0;
        for (long at = 0; at < bytes; at += CHUNK_BYTES) {
            int count = (int) Math.min(CHUNK_BYTES, bytes - at);
            long start = work.now();
            byte[] data = disk.read(at, count);
            nanos += work.now() - start;
            digest.update(data);
            if (expected == null) {
                remember(at, data);
            } else {
                requireSame(at, data);
            }
        }
        byte[] sum = digest.digest();
        if (expected != null && !Arrays.equals(sum, expected)) {
            throw new IOException(what + ": the sha256 is another one");
        }
        work.done(Step.timed(what, bytes, nanos, expected == null ? "" : "sha256 ok " + Sizes.hex(sum)));
        return sum;
    }

    private void timedReads() throws IOException {
        long[] nanos = new long[TIMED_READS];
        for (int i = 0; i < TIMED_READS; i++) {
            long at = (long) random.nextInt(pieces.length) * PIECE_BYTES;
            long start = work.now();
            byte[] piece = disk.read(at, PIECE_BYTES);
            nanos[i] = work.now() - start;
            requireSame(at, piece);
        }
        long total = Arrays.stream(nanos).sum();
        work.done(Step.timed(TIMED_READS + " random reads of 4 KiB", (long) TIMED_READS * PIECE_BYTES, total, "each ok")
                .with(Latency.of(nanos)));
    }

    private void remember(long offset, byte[] data) {
        for (int at = 0; at < data.length; at += PIECE_BYTES) {
            pieces[(int) ((offset + at) / PIECE_BYTES)] = checksum(data, at);
        }
    }

    private void requireSame(long offset, byte[] data) throws IOException {
        for (int at = 0; at < data.length; at += PIECE_BYTES) {
            if (pieces[(int) ((offset + at) / PIECE_BYTES)] != checksum(data, at)) {
                throw new IOException("the 4 KiB at byte " + (offset + at) + " came back different");
            }
        }
    }

    private static int checksum(byte[] data, int at) {
        var crc = new CRC32C();
        crc.update(data, at, PIECE_BYTES);
        return (int) crc.getValue();
    }
}
