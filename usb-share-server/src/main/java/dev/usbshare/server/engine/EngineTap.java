package dev.usbshare.server.engine;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.capture.UrbEvent;
import dev.usbshare.capture.UrbTap;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import io.netty.buffer.ByteBuf;

/**
 * Tells a capture, where there is one, what the device is given and what it gives back.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class EngineTap {

    private final CapturePoint point;

    EngineTap(CapturePoint point) {
        this.point = point;
    }

    /** An URB is about to be given to the device. */
    void submitted(Urb urb) {
        UrbTap tap = point.tap();
        if (tap != null) {
            boolean out = urb.direction() == Direction.OUT;
            tap.event(
                    UrbEvent.begin(
                            id(urb.id()),
                            urb.type(),
                            urb.endpoint(),
                            urb.direction(),
                            urb.type() == TransferType.CONTROL ? urb.setup() : null,
                            urb.lengthBytes(),
                            urb.flags()),
                    out ? urb.buffer() : null,
                    Urb.HEADROOM_BYTES,
                    out ? urb.lengthBytes() : 0);
        }
    }

    /** The device has ended an URB, which still has its buffer. */
    void ended(Urb urb, int status, int actualBytes) {
        UrbTap tap = point.tap();
        if (tap != null) {
            boolean in = urb.direction() == Direction.IN;
            ByteBuf data = in && actualBytes > 0 ? urb.buffer() : null;
            tap.event(
                    UrbEvent.end(id(urb.id()), urb.type(), urb.endpoint(), urb.direction(), status, actualBytes),
                    data,
                    Urb.HEADROOM_BYTES,
                    data == null ? 0 : actualBytes);
        }
    }

    /** A request is carried out as a call of the USB stack. */
    void called(int urbId, SetupPacket setup) {
        UrbTap tap = point.tap();
        if (tap != null) {
            tap.event(
                    UrbEvent.begin(
                            id(urbId), TransferType.CONTROL, EndpointAddress.CONTROL, Direction.OUT, setup, 0, 0),
                    null,
                    0,
                    0);
        }
    }

    /** Such a call has ended, or nobody waits for it any more. */
    void callEnded(int urbId, int status) {
        UrbTap tap = point.tap();
        if (tap != null) {
            tap.event(
                    UrbEvent.end(id(urbId), TransferType.CONTROL, EndpointAddress.CONTROL, Direction.OUT, status, 0),
                    null,
                    0,
                    0);
        }
    }

    private static long id(int urbId) {
        return Integer.toUnsignedLong(urbId);
    }
}
