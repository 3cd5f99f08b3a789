package dev.usbshare.capture;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import org.jspecify.annotations.Nullable;

/**
 * The beginning or the end of an URB.
 *
 * @param id the same at both; unique among those in flight on the device
 * @param direction of its data: a control URB's endpoint has none
 * @param setup of a control URB; null otherwise
 * @param status {@link dev.usbshare.usb.UrbStatus}; at the beginning -115 (EINPROGRESS), as usbmon has it
 * @param lengthBytes asked for at the beginning, moved at the end
 * @param flags {@link dev.usbshare.usb.TransferFlags}
 */
public record UrbEvent(
        Kind kind,
        long id,
        TransferType type,
        EndpointAddress endpoint,
        Direction direction,
        @Nullable SetupPacket setup,
        int status,
        int lengthBytes,
        int flags,
        int interval,
        int startFrame,
        IsoPackets packets) {

    /** EINPROGRESS. */
    private static final int IN_PROGRESS = -115;

    public enum Kind {
        BEGIN,
        END
    }

    /** An URB that begins. */
    public static UrbEvent begin(
            long id,
            TransferType type,
            EndpointAddress endpoint,
            Direction direction,
            @Nullable SetupPacket setup,
            int lengthBytes,
            int flags) {
        return new UrbEvent(
                Kind.BEGIN,
                id,
                type,
                endpoint,
                direction,
                setup,
                IN_PROGRESS,
                lengthBytes,
                flags,
                0,
                0,
                IsoPackets.NONE);
    }

    /** An URB that ends. */
    public static UrbEvent end(
            long id, TransferType type, EndpointAddress endpoint, Direction direction, int status, int movedBytes) {
        return new UrbEvent(
                Kind.END, id, type, endpoint, direction, null, status, movedBytes, 0, 0, 0, IsoPackets.NONE);
    }

    /** The same with what only an isochronous URB has. */
    public UrbEvent isochronous(int interval, int startFrame, IsoPackets packets) {
        return new UrbEvent(
                kind, id, type, endpoint, direction, setup, status, lengthBytes, flags, interval, startFrame, packets);
    }
}
