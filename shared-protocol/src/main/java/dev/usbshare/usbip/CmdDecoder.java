package dev.usbshare.usbip;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usbip.UsbIpException.Reason;
import dev.usbshare.usbip.UsbIpPdu.Cmd;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.usbip.UsbIpPdu.CmdUnlink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an importer sends, such as the kernel's vhci. Last in its pipeline; one for each socket.
 *
 * <p><b>Confinement</b>: the socket's executor.
 *
 * <p><b>Errors</b>: the first {@link UsbIpException}, its own or the sink's, goes to {@link PduSink#failed}; everything
 * after it is dropped. Any other exception of the sink is reported the same way as INTERNAL.
 */
public final class CmdDecoder extends PduDecoder<Cmd> {

    private final int devid;
    private final CmdSink sink;

    /** @param devid the device's {@code busnum << 16 | devnum} as it was attached; PDUs for another one are an error */
    public CmdDecoder(int devid, CmdSink sink) {
        super(sink);
        this.devid = devid;
        this.sink = sink;
    }

    @Override
    Cmd header(ByteBuf head) {
        Cmd cmd = UsbIpCodec.readCmd(head, 0);
        int addressed = switch (cmd) {
            case CmdSubmit submit -> submit.devid();
            case CmdUnlink unlink -> unlink.devid();
        };
        if (addressed != devid) {
            throw new UsbIpException(Reason.WRONG_DEVICE, "devid 0x" + Integer.toHexString(addressed));
        }
        if (cmd instanceof CmdSubmit submit
                && submit.packetCount() > 0
                && !sink.isIsochronous(submit.endpointNumber(), submit.direction())) {
            throw new UsbIpException(Reason.MALFORMED, "iso packets for endpoint " + submit.endpoint());
        }
        return cmd;
    }

    @Override
    int payloadBytes(Cmd header) {
        return header instanceof CmdSubmit submit && submit.direction() == Direction.OUT ? submit.lengthBytes() : 0;
    }

    @Override
    int isoPackets(Cmd header) {
        return header instanceof CmdSubmit submit ? Math.max(0, submit.packetCount()) : 0;
    }

    @Override
    @Nullable
    ByteBuf payload(Cmd header, int payloadBytes) {
        return header instanceof CmdSubmit submit ? sink.payload(submit, payloadBytes) : null;
    }

    @Override
    void check(Cmd header, IsoPackets packets) {
        if (header instanceof CmdSubmit submit && !packets.fitIn(submit.lengthBytes())) {
            throw new UsbIpException(Reason.MALFORMED, "iso packets that do not fit their URB");
        }
    }

    @Override
    void deliver(Cmd header, @Nullable ByteBuf payload, IsoPackets packets) {
        switch (header) {
            case CmdSubmit submit -> sink.submit(packets.isEmpty() ? submit : submit.with(packets), payload);
            case CmdUnlink unlink -> sink.unlink(unlink);
        }
    }
}
