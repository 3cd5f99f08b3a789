package dev.usbshare.benchmarks.host;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * Plays vhci and a class driver at the far end of a USB/IP stream, be it the client's socket or plain TCP. Confined to one
 * thread; blocks.
 */
final class FakeKernel {

    private static final int HEADER_BYTES = 48;
    private static final int CMD_SUBMIT = 1;
    private static final int RET_SUBMIT = 3;
    private static final int COMMAND_BLOCK_BYTES = 31;
    private static final int STATUS_BYTES = 13;
    private static final int MAX_DATA_BYTES = 1 << 20;

    /** Reads or writes of one size. */
    record Sample(String what, double megabytesPerSecond, long urbs, double medianMicros, double p99Micros) {}

    private final SocketChannel socket;
    private final int devid;
    private final ByteBuffer out = ByteBuffer.allocateDirect(HEADER_BYTES + MAX_DATA_BYTES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(HEADER_BYTES + MAX_DATA_BYTES);
    private int seqnum;
    private int answered;

    FakeKernel(SocketChannel socket, int devid) {
        this.socket = socket;
        this.devid = devid;
    }

    /** Commands as usb-storage sends them, one at a time: command block out, data, status in. */
    Sample commands(boolean read, int dataBytes, long nanos) throws IOException {
        var times = new long[1 << 20];
        int n = 0;
        long began = System.nanoTime();
        long now = began;
        while (now - began < nanos && n < times.length) {
            urb(false, COMMAND_BLOCK_BYTES);
            urb(read, dataBytes);
            urb(true, STATUS_BYTES);
            long end = System.nanoTime();
            times[n++] = end - now;
            now = end;
        }
        return sample(
                (read ? "read " : "write ") + dataBytes / 1024 + " KiB",
                times,
                n,
                3L * n,
                (long) n * dataBytes,
                now - began);
    }

    /** One small IN URB at a time. */
    Sample smallUrbs(long nanos) throws IOException {
        var times = new long[1 << 20];
        int n = 0;
        long began = System.nanoTime();
        long now = began;
        while (now - began < nanos && n < times.length) {
            urb(true, STATUS_BYTES);
            long end = System.nanoTime();
            times[n++] = end - now;
            now = end;
        }
        return sample("one IN URB of 13 bytes", times, n, n, (long) n * STATUS_BYTES, now - began);
    }

    /** Bulk IN with many URBs in flight, as drivers of streaming devices keep them. */
    Sample stream(int depth, int dataBytes, long nanos) throws IOException {
        long began = System.nanoTime();
        long urbs = 0;
        for (int i = 0; i < depth; i++) {
            submit(true, dataBytes);
        }
        while (System.nanoTime() - began < nanos) {
            takeAnswer(true, dataBytes);
            submit(true, dataBytes);
            urbs++;
        }
        for (int i = 0; i < depth; i++) {
            takeAnswer(true, dataBytes);
            urbs++;
        }
        long took = System.nanoTime() - began;
        return new Sample(
                "read " + dataBytes / 1024 + " KiB, " + depth + " in flight",
                1e3 * urbs * dataBytes / took,
                urbs,
                0,
                0);
    }

    private static Sample sample(String what, long[] times, int n, long urbs, long bytes, long took) {
        long[] sorted = Arrays.copyOf(times, n);
        Arrays.sort(sorted);
        return new Sample(what, 1e3 * bytes / took, urbs, sorted[n / 2] / 1e3, sorted[(int) (n * 0.99)] / 1e3);
    }

    private void urb(boolean isIn, int bytes) throws IOException {
        submit(isIn, bytes);
        takeAnswer(isIn, bytes);
    }

    private void submit(boolean isIn, int bytes) throws IOException {
        out.clear();
        out.putInt(CMD_SUBMIT)
                .putInt(++seqnum)
                .putInt(devid)
                .putInt(isIn ? 1 : 0)
                .putInt(isIn ? MemoryDevice.IN.number() : MemoryDevice.OUT.number())
                .putInt(0)
                .putInt(bytes)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putLong(0);
        out.limit(HEADER_BYTES + (isIn ? 0 : bytes)).position(0);
        while (out.hasRemaining()) {
            socket.write(out);
        }
    }

    private void takeAnswer(boolean isIn, int bytes) throws IOException {
        in.clear().limit(HEADER_BYTES);
        fill();
        boolean ok = in.getInt(0) == RET_SUBMIT
                && in.getInt(4) == ++answered
                && in.getInt(20) == 0
                && in.getInt(24) == bytes;
        if (!ok) {
            throw new IOException("answer " + in.getInt(4) + ": status " + in.getInt(20) + ", " + in.getInt(24)
                    + " bytes, where " + answered + " with " + bytes + " was due");
        }
        if (isIn) {
            in.clear().limit(bytes);
            fill();
        }
    }

    private void fill() throws IOException {
        while (in.hasRemaining()) {
            if (socket.read(in) < 0) {
                throw new EOFException("the other end closed the stream");
            }
        }
    }
}
