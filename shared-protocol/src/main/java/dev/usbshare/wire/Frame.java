package dev.usbshare.wire;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import java.util.List;

/**
 * A binary frame of an endpoint stream, without its payload (the OUT data of a SUBMIT, the IN data of a COMPLETE).
 * {@code docs/protocol.md} has the bytes.
 *
 * <p>Every frame after OPEN carries, per stream and direction, its own {@code sequence} (1, 2, 3, ...) and
 * {@code ack}, the highest sequence this side has processed of the other direction: what a resumed lease replays from.
 */
public sealed interface Frame {

    /** The first frame on an endpoint stream, from the client: names lease and endpoint. */
    record Open(LeaseId lease, EndpointAddress endpoint) implements Frame {}

    /** Frames that are counted. */
    sealed interface Sequenced extends Frame {
        long sequence();

        long ack();
    }

    /**
     * An URB for the device; an OUT URB's data follows as payload.
     *
     * @param urbId opaque u32, unique among those in flight on the lease
     * @param transferFlags {@link dev.usbshare.usb.TransferFlags}
     * @param lengthBytes data length asked for; an IN URB has no payload
     * @param packets {@link IsoPackets#NONE} except on an isochronous endpoint
     * @param setup all zero except on the control endpoint
     */
    record Submit(
            long sequence,
            long ack,
            int urbId,
            int transferFlags,
            int lengthBytes,
            int startFrame,
            IsoPackets packets,
            int interval,
            SetupPacket setup)
            implements Sequenced {

        /** The setup packet of every URB that is not on the control endpoint. */
        public static final SetupPacket NO_SETUP = new SetupPacket(0, 0, 0, 0, 0);
    }

    /**
     * An URB's end; the data of an IN URB follows as payload.
     *
     * @param status {@link dev.usbshare.usb.UrbStatus}
     * @param actualLengthBytes bytes moved; for OUT there is no payload
     * @param packets those of the SUBMIT, with what was moved; {@link IsoPackets#NONE} otherwise
     * @param errorCount packets whose status is not 0
     */
    record Complete(
            long sequence,
            long ack,
            int urbId,
            int status,
            int actualLengthBytes,
            int startFrame,
            IsoPackets packets,
            int errorCount)
            implements Sequenced {}

    /** The client no longer wants the URB: cancel it. Answered by COMPLETE, if that was on its way, or UNLINKED. */
    record Unlink(long sequence, long ack, int urbId) implements Sequenced {}

    /** The URB was cancelled, or was not known: no COMPLETE follows. */
    record Unlinked(long sequence, long ack, int urbId) implements Sequenced {}

    /**
     * Process nothing further on this stream before each named endpoint's stream has been processed up to the given
     * sequence. Sent where streams must not overtake each other: before a trapped request, and before the first URB that
     * follows another endpoint's unlink.
     */
    record Fence(long sequence, long ack, List<Mark> marks) implements Sequenced {
        public Fence {
            marks = List.copyOf(marks);
        }
    }

    /** One endpoint stream's position in a {@link Fence}. */
    record Mark(EndpointAddress endpoint, long sequence) {}
}
