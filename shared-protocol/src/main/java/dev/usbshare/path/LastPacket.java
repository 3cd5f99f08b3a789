package dev.usbshare.path;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The packet that was sent last: a peer that gets it once more answers, which is worth having when a path comes back. */
final class LastPacket {

    private @Nullable ByteBuf packet;

    /** @param datagrams the caller's still */
    void keep(ByteBuf datagrams, int segmentBytes) {
        forget();
        int bytes = segmentBytes > 0 ? Math.min(segmentBytes, datagrams.readableBytes()) : datagrams.readableBytes();
        packet = datagrams.retainedSlice(datagrams.readerIndex(), bytes);
    }

    /** The caller's to release; null if there is none. */
    @Nullable
    ByteBuf copy() {
        return packet == null ? null : packet.retainedDuplicate();
    }

    void forget() {
        if (packet != null) {
            packet.release();
            packet = null;
        }
    }
}
