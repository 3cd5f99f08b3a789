package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;

/**
 * An endless stream of bytes in which each byte follows from its offset, so that loss, repetition and reordering show
 * where they happen: eight bytes at a time, little-endian, from SplitMix64 of the seed and the offset divided by 8.
 */
public final class TestPattern {

    /** The seed that simulated devices use. */
    public static final long SEED = 0x7573_6273_6861_7265L;

    private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L;

    private TestPattern() {}

    /** Appends {@code bytes} bytes of the stream from {@code offset}; borrows {@code into}. */
    public static void write(long offset, int bytes, ByteBuf into) {
        long at = offset;
        long end = offset + bytes;
        while (at < end) {
            if ((at & 7) == 0 && end - at >= 8) {
                into.writeLongLE(wordAt(at));
                at += 8;
            } else {
                into.writeByte(byteAt(at));
                at++;
            }
        }
    }

    /** Reads all of {@code data} as the stream from {@code offset}; the first index that differs, or -1. Borrows it. */
    public static int firstMismatch(long offset, ByteBuf data) {
        int start = data.readerIndex();
        long at = offset;
        while (data.isReadable()) {
            if ((at & 7) == 0 && data.readableBytes() >= 8 && data.getLongLE(data.readerIndex()) == wordAt(at)) {
                data.skipBytes(8);
                at += 8;
            } else if (data.readByte() == (byte) byteAt(at)) {
                at++;
            } else {
                int mismatch = data.readerIndex() - 1 - start;
                data.skipBytes(data.readableBytes());
                return mismatch;
            }
        }
        return -1;
    }

    private static int byteAt(long offset) {
        return (int) (wordAt(offset) >>> ((offset & 7) * 8)) & 0xff;
    }

    private static long wordAt(long offset) {
        long z = SEED + (offset >>> 3) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }
}
