package dev.usbshare.server.usbhost;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;

/**
 * How an URB looks to libusb. The endpoint's descriptor says its type; what the URB claims does not count.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class UrbForm {

    /** usbfs takes no more in one control transfer (MAX_CTRL_BUFFER_LENGTH, libusb linux_usbfs.h). */
    static final int MAX_CONTROL_BYTES = 4096;

    private static final int LENGTH_FIELD = Urb.HEADROOM_BYTES - 2;

    private final EndpointTable endpoints;

    UrbForm(EndpointTable endpoints) {
        this.endpoints = endpoints;
    }

    /** Why the URB cannot go to the device at all, or OK. */
    int refusalOf(Urb urb) {
        if (urb.isControl()) {
            return controlBytes(urb) > MAX_CONTROL_BYTES ? UrbStatus.EMSGSIZE : UrbStatus.OK;
        }
        return switch (typeOf(urb.endpoint())) {
            case BULK, INTERRUPT -> UrbStatus.OK;
            case CONTROL -> UrbStatus.ENOENT;
            case ISOCHRONOUS -> UrbStatus.EINVAL;
        };
    }

    /** Lends the URB's memory to the transfer: a slice each time, because libusb takes a buffer's start for its data. */
    void fill(LibusbTransfer transfer, Urb urb) {
        if (urb.isControl()) {
            int lengthBytes = controlBytes(urb);
            if (urb.setup().lengthBytes() != lengthBytes) {
                urb.buffer().setShortLE(LENGTH_FIELD, lengthBytes);
            }
            transfer.fillControl(
                    urb.buffer().nioBuffer(Urb.HEADROOM_BYTES - SetupPacket.BYTES, SetupPacket.BYTES + lengthBytes));
        } else {
            TransferType type = typeOf(urb.endpoint());
            transfer.fillData(
                    urb.endpoint().value(),
                    type,
                    urb.buffer().nioBuffer(Urb.HEADROOM_BYTES, urb.lengthBytes()),
                    type == TransferType.BULK
                            && urb.direction() == Direction.OUT
                            && TransferFlags.isSet(urb.flags(), TransferFlags.ZERO_PACKET));
        }
    }

    /** usbfs wants room for all of wLength; where it and the URB's length differ, the smaller counts. */
    private static int controlBytes(Urb urb) {
        return Math.min(urb.setup().lengthBytes(), urb.lengthBytes());
    }

    /** CONTROL for an endpoint that the device does not have now. */
    private TransferType typeOf(EndpointAddress endpoint) {
        return endpoints.find(endpoint).map(EndpointDescriptor::type).orElse(TransferType.CONTROL);
    }
}
