package dev.usbshare.usbip;

import dev.usbshare.usbip.UsbIpPdu.RetSubmit;
import dev.usbshare.usbip.UsbIpPdu.RetUnlink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes the answers that a {@link RetDecoder} reads: the importer's role. */
public interface RetSink extends PduSink {

    /** What follows a RET_SUBMIT's header, which only the importer's own table of submitted URBs can tell. */
    enum Body {
        NOTHING,
        DATA,
        ISO_PACKETS,
        DATA_AND_ISO_PACKETS
    }

    /** @throws UsbIpException UNEXPECTED if no URB with that seqnum is waiting, or it asked for less */
    Body bodyOf(RetSubmit header);

    /**
     * IN data will follow.
     *
     * @return where to write it, beginning at its writer index with room for all of it; the decoder owns the buffer until
     *     {@link #submitted}, and releases it if the stream ends before. Null: skip it
     */
    @Nullable
    ByteBuf payload(RetSubmit header, int payloadBytes);

    /**
     * A whole RET_SUBMIT has arrived.
     *
     * @param payload what {@link #payload} returned, filled; null if there was none. Ownership passes to the sink
     * @throws UsbIpException to close the connection
     */
    void submitted(RetSubmit ret, @Nullable ByteBuf payload);

    /** @throws UsbIpException to close the connection */
    void unlinked(RetUnlink ret);
}
