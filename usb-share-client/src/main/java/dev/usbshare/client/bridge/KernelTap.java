package dev.usbshare.client.bridge;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.capture.UrbEvent;
import dev.usbshare.capture.UrbTap;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usbip.UsbIpCodec;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Tells a capture, where there is one, what the kernel asks and what it hears, answers of our own included.
 *
 * <p><b>Confinement</b>: the bridge's event loop.
 */
final class KernelTap {

    private final CapturePoint point;
    private final ActiveSetting setting;

    KernelTap(CapturePoint point, ActiveSetting setting) {
        this.point = point;
        this.setting = setting;
    }

    /** @param payload OUT data behind its headroom, borrowed */
    void submitted(CmdSubmit cmd, @Nullable ByteBuf payload) {
        UrbTap tap = point.tap();
        if (tap == null) {
            return;
        }
        TransferType type = type(cmd);
        UrbEvent event = UrbEvent.begin(
                Integer.toUnsignedLong(cmd.seqnum()),
                type,
                cmd.endpoint(),
                cmd.direction(),
                type == TransferType.CONTROL ? cmd.setup() : null,
                cmd.lengthBytes(),
                cmd.transferFlags());
        tap.event(
                event.isochronous(cmd.interval(), cmd.startFrame(), cmd.packets()),
                payload,
                payload == null ? 0 : EndpointPipe.headroomBytes(cmd),
                payload == null ? 0 : cmd.lengthBytes());
    }

    /** @param answer IN data behind a USB/IP header's room, borrowed */
    void answered(CmdSubmit cmd, int status, int actualBytes, int startFrame, IsoPackets packets, ByteBuf answer) {
        UrbTap tap = point.tap();
        if (tap == null) {
            return;
        }
        boolean data = cmd.direction() == Direction.IN && actualBytes > 0;
        tap.event(
                end(cmd, status, actualBytes).isochronous(cmd.interval(), startFrame, packets),
                data ? answer : null,
                UsbIpCodec.HEADER_BYTES,
                data ? actualBytes : 0);
    }

    /** The kernel takes an URB back. */
    void takenBack(CmdSubmit cmd) {
        UrbTap tap = point.tap();
        if (tap != null) {
            tap.event(end(cmd, UrbStatus.ECONNRESET, 0), null, 0, 0);
        }
    }

    private UrbEvent end(CmdSubmit cmd, int status, int actualBytes) {
        return UrbEvent.end(
                Integer.toUnsignedLong(cmd.seqnum()), type(cmd), cmd.endpoint(), cmd.direction(), status, actualBytes);
    }

    private TransferType type(CmdSubmit cmd) {
        return setting.typeOf(cmd.endpoint());
    }
}
