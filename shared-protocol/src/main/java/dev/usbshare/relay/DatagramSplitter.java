package dev.usbshare.relay;

import dev.usbshare.relay.RelayFrame.Datagrams;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Cuts more datagrams than one frame holds into several frames. */
final class DatagramSplitter {

    private DatagramSplitter() {}

    /**
     * @param frame taken over
     * @param out gets what fits, with its ownership
     * @return false if it was dropped: a datagram is larger than a frame
     */
    static boolean split(Datagrams frame, Consumer<Datagrams> out) {
        ByteBuf content = frame.content();
        if (content.readableBytes() <= RelayFrameCodec.MAX_CONTENT_BYTES) {
            out.accept(frame);
            return true;
        }
        int segmentBytes = frame.segmentBytes();
        try {
            if (segmentBytes == 0 || segmentBytes > RelayFrameCodec.MAX_CONTENT_BYTES) {
                return false;
            }
            int most = RelayFrameCodec.MAX_CONTENT_BYTES / segmentBytes * segmentBytes;
            while (content.isReadable()) {
                ByteBuf part = content.readRetainedSlice(Math.min(most, content.readableBytes()));
                out.accept(new Datagrams(frame.peer(), frame.ecn(), segmentBytes, part));
            }
            return true;
        } finally {
            frame.release();
        }
    }
}
