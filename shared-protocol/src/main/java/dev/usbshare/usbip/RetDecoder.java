package dev.usbshare.usbip;

import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usbip.RetSink.Body;
import dev.usbshare.usbip.UsbIpException.Reason;
import dev.usbshare.usbip.UsbIpPdu.Ret;
import dev.usbshare.usbip.UsbIpPdu.RetSubmit;
import dev.usbshare.usbip.UsbIpPdu.RetUnlink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an exporter sends. Last in its pipeline; one for each socket. Checks what the kernel's vhci checks of the
 * bytes ({@code vhci_recv_ret_submit}, {@code usbip_recv_iso}); what its table knows, the {@link RetSink} checks.
 *
 * <p><b>Confinement</b> and <b>errors</b>: as {@link CmdDecoder}.
 */
public final class RetDecoder extends PduDecoder<Ret> {

    private final RetSink sink;
    private Body body = Body.NOTHING;

    public RetDecoder(RetSink sink) {
        super(sink);
        this.sink = sink;
    }

    @Override
    Ret header(ByteBuf head) {
        Ret ret = UsbIpCodec.readRet(head, 0);
        body = ret instanceof RetSubmit submit ? sink.bodyOf(submit) : Body.NOTHING;
        return ret;
    }

    @Override
    int payloadBytes(Ret header) {
        boolean data = body == Body.DATA || body == Body.DATA_AND_ISO_PACKETS;
        return data && header instanceof RetSubmit submit ? submit.actualLengthBytes() : 0;
    }

    @Override
    int isoPackets(Ret header) {
        boolean packets = body == Body.ISO_PACKETS || body == Body.DATA_AND_ISO_PACKETS;
        return packets && header instanceof RetSubmit submit ? Math.max(0, submit.packetCount()) : 0;
    }

    @Override
    @Nullable
    ByteBuf payload(Ret header, int payloadBytes) {
        return header instanceof RetSubmit submit ? sink.payload(submit, payloadBytes) : null;
    }

    @Override
    void check(Ret header, IsoPackets packets) {
        if (header instanceof RetSubmit submit && !packets.actualLengthsAreSound(submit.actualLengthBytes())) {
            throw new UsbIpException(Reason.MALFORMED, "iso packets that do not add up to their URB");
        }
    }

    @Override
    void deliver(Ret header, @Nullable ByteBuf payload, IsoPackets packets) {
        switch (header) {
            case RetSubmit submit -> sink.submitted(packets.isEmpty() ? submit : submit.with(packets), payload);
            case RetUnlink unlink -> sink.unlinked(unlink);
        }
    }
}
