package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;

/** A bounded queue of bytes. */
final class ByteFifo {

    private final byte[] ring;
    private int head;
    private int size;

    ByteFifo(int capacityBytes) {
        ring = new byte[capacityBytes];
    }

    int sizeBytes() {
        return size;
    }

    int roomBytes() {
        return ring.length - size;
    }

    void clear() {
        size = 0;
    }

    /** Takes as much as there is room for. */
    void takeFrom(ByteBuf data) {
        while (data.isReadable() && size < ring.length) {
            int tail = (head + size) % ring.length;
            int bytes = Math.min(Math.min(ring.length - tail, ring.length - size), data.readableBytes());
            data.readBytes(ring, tail, bytes);
            size += bytes;
        }
    }

    /** Gives as much as fits. */
    void giveTo(ByteBuf into) {
        while (into.isWritable() && size > 0) {
            int bytes = Math.min(Math.min(ring.length - head, size), into.writableBytes());
            into.writeBytes(ring, head, bytes);
            head = (head + bytes) % ring.length;
            size -= bytes;
        }
    }
}
