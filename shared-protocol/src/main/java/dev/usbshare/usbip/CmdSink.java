package dev.usbshare.usbip;

import dev.usbshare.usb.Direction;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.usbip.UsbIpPdu.CmdUnlink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes the commands that a {@link CmdDecoder} reads: the exporter's role. */
public interface CmdSink extends PduSink {

    /** Whether the endpoint is isochronous: only then do iso packets follow. Asked when a PDU announces some. */
    boolean isIsochronous(int endpointNumber, Direction direction);

    /**
     * A CMD_SUBMIT's header is complete and {@code payloadBytes} of OUT data will follow. Limits have been checked.
     *
     * @return where to write the data, beginning at its writer index with room for all of it; the decoder owns the
     *     buffer until {@link #submit}, and releases it if the stream ends before. Null: skip the data, the URB will be
     *     refused
     * @throws UsbIpException to close the connection
     */
    @Nullable
    ByteBuf payload(CmdSubmit header, int payloadBytes);

    /**
     * A whole CMD_SUBMIT has arrived.
     *
     * @param payload what {@link #payload} returned, filled; null if there was none. Ownership passes to the sink
     * @throws UsbIpException to close the connection
     */
    void submit(CmdSubmit cmd, @Nullable ByteBuf payload);

    /** @throws UsbIpException to close the connection */
    void unlink(CmdUnlink cmd);
}
