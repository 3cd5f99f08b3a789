package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;

/** Bytes on the heap, which pages join as they are first written: an untouched drive costs nothing. */
final class MemoryMedium implements Medium {

    private static final int PAGE_BYTES = 64 << 10;

    private final byte[][] pages;
    private final long sizeBytes;

    MemoryMedium(long sizeBytes) {
        this.sizeBytes = sizeBytes;
        this.pages = new byte[Math.toIntExact((sizeBytes + PAGE_BYTES - 1) / PAGE_BYTES)][];
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    public void read(long offset, int bytes, ByteBuf into) {
        long end = offset + bytes;
        for (long at = offset; at < end; ) {
            int start = (int) (at % PAGE_BYTES);
            int length = (int) Math.min(PAGE_BYTES - start, end - at);
            byte[] page = pages[(int) (at / PAGE_BYTES)];
            if (page == null) {
                into.writeZero(length);
            } else {
                into.writeBytes(page, start, length);
            }
            at += length;
        }
    }

    @Override
    public void write(long offset, ByteBuf from) {
        long at = offset;
        while (from.isReadable()) {
            int index = (int) (at / PAGE_BYTES);
            int start = (int) (at % PAGE_BYTES);
            int length = Math.min(PAGE_BYTES - start, from.readableBytes());
            byte[] page = pages[index];
            if (page == null) {
                page = new byte[PAGE_BYTES];
                pages[index] = page;
            }
            from.readBytes(page, start, length);
            at += length;
        }
    }

    @Override
    public void sync() {
        // There is nothing behind it.
    }

    @Override
    public void close() {
        // The collector takes the pages.
    }
}
