package dev.usbshare.server.usbhost;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import org.usb4java.LibUsb;

/** libusb's outcomes as the Linux errno that USB/IP carries. */
final class TransferStatus {

    private TransferStatus() {}

    /**
     * How an URB ended, from the end of its transfer.
     *
     * <p>A short IN with SHORT_NOT_OK is judged here: libusb, told of that flag, would report a mere error and lose the
     * data. libusb merges EPROTO, EILSEQ, ETIME, ECOMM and ENOSR into ERROR, which is given back as EPROTO.
     *
     * @param unlinked whether the URB's submitter asked for the cancel; another cancel is the end of its endpoint, which
     *     Linux reports as ESHUTDOWN ({@code usb_hcd_flush_endpoint})
     */
    static int ofTransfer(Urb urb, int status, int actualBytes, boolean unlinked) {
        return switch (status) {
            case LibUsb.TRANSFER_COMPLETED -> isForbiddenShort(urb, actualBytes) ? UrbStatus.EREMOTEIO : UrbStatus.OK;
            case LibUsb.TRANSFER_STALL -> UrbStatus.EPIPE;
            case LibUsb.TRANSFER_OVERFLOW -> UrbStatus.EOVERFLOW;
            case LibUsb.TRANSFER_NO_DEVICE -> UrbStatus.ESHUTDOWN;
            case LibUsb.TRANSFER_CANCELLED -> unlinked ? UrbStatus.ECONNRESET : UrbStatus.ESHUTDOWN;
            default -> UrbStatus.EPROTO;
        };
    }

    /** How an URB ends that libusb refused to start, memory apart. */
    static int ofRefusal(int code) {
        return switch (code) {
            case LibUsb.ERROR_NO_DEVICE -> UrbStatus.ESHUTDOWN;
            case LibUsb.ERROR_NOT_FOUND -> UrbStatus.ENOENT;
            case LibUsb.ERROR_PIPE -> UrbStatus.EPIPE;
            case LibUsb.ERROR_INVALID_PARAM -> UrbStatus.EINVAL;
            case LibUsb.ERROR_NO_MEM -> UrbStatus.ENOMEM;
            default -> UrbStatus.EPROTO;
        };
    }

    /** How SET_CONFIGURATION, SET_INTERFACE or CLEAR_HALT ended: a device answers what it cannot do with a stall. */
    static int ofRequest(int code) {
        return switch (code) {
            case LibUsb.SUCCESS -> UrbStatus.OK;
            case LibUsb.ERROR_NO_DEVICE -> UrbStatus.ESHUTDOWN;
            default -> UrbStatus.EPIPE;
        };
    }

    private static boolean isForbiddenShort(Urb urb, int actualBytes) {
        return urb.direction() == Direction.IN
                && actualBytes < urb.lengthBytes()
                && TransferFlags.isSet(urb.flags(), TransferFlags.SHORT_NOT_OK);
    }
}
