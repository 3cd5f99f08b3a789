package dev.usbshare.usbip;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;

/**
 * A USB/IP PDU without its data ({@code struct usbip_header}).
 *
 * <p>A seqnum is an opaque u32 that a submit or an unlink takes; it wraps and has gaps.
 */
public sealed interface UsbIpPdu {

    int seqnum();

    /** What the importer, such as the kernel's vhci, sends. */
    sealed interface Cmd extends UsbIpPdu {}

    /** What the exporter answers. */
    sealed interface Ret extends UsbIpPdu {}

    /**
     * A submitted URB; OUT data follows.
     *
     * @param endpointNumber 0..15
     * @param transferFlags {@link dev.usbshare.usb.TransferFlags}, and kernel bits that mean nothing here
     * @param lengthBytes data length, asked for or following
     * @param packetCount as sent: 0 or -1 outside of isochronous endpoints, to be repeated in the answer
     * @param setup of the control endpoint, {@link #NO_SETUP} elsewhere
     * @param packets {@link IsoPackets#NONE} until they have arrived behind the data
     */
    record CmdSubmit(
            int seqnum,
            int devid,
            Direction direction,
            int endpointNumber,
            int transferFlags,
            int lengthBytes,
            int startFrame,
            int packetCount,
            int interval,
            SetupPacket setup,
            IsoPackets packets)
            implements Cmd {

        public static final SetupPacket NO_SETUP = new SetupPacket(0, 0, 0, 0, 0);

        /** The endpoint's address; the control endpoint is 0 in both directions. */
        public EndpointAddress endpoint() {
            return EndpointAddress.of(endpointNumber, direction);
        }

        CmdSubmit with(IsoPackets arrived) {
            return new CmdSubmit(
                    seqnum,
                    devid,
                    direction,
                    endpointNumber,
                    transferFlags,
                    lengthBytes,
                    startFrame,
                    packetCount,
                    interval,
                    setup,
                    arrived);
        }
    }

    /** Asks to cancel the URB that was submitted as {@code victim}. */
    record CmdUnlink(int seqnum, int devid, int victim) implements Cmd {}

    /**
     * An URB's end; IN data follows whatever the status.
     *
     * @param seqnum the CMD_SUBMIT's
     * @param status {@link dev.usbshare.usb.UrbStatus}
     * @param packetCount the CMD_SUBMIT's
     * @param errorCount packets whose status is not 0
     * @param packets {@link IsoPackets#NONE} until they have arrived behind the data
     */
    record RetSubmit(
            int seqnum,
            int status,
            int actualLengthBytes,
            int startFrame,
            int packetCount,
            int errorCount,
            IsoPackets packets)
            implements Ret {

        RetSubmit with(IsoPackets arrived) {
            return new RetSubmit(seqnum, status, actualLengthBytes, startFrame, packetCount, errorCount, arrived);
        }
    }

    /**
     * The answer to an unlink.
     *
     * @param seqnum the CMD_UNLINK's own
     * @param status -ECONNRESET if the URB was cancelled and has no RET_SUBMIT, 0 if that was sent before
     */
    record RetUnlink(int seqnum, int status) implements Ret {}
}
