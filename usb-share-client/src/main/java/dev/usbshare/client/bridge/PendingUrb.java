package dev.usbshare.client.bridge;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.ProtocolException;

/**
 * An URB that the kernel waits for, or has taken back while the server still has it.
 *
 * @param cmd as the kernel sent it, iso packets included
 * @param submittedNanos on the bridge's clock
 * @param epoch the pipe's when it was submitted
 */
record PendingUrb(CmdSubmit cmd, TransferType type, EndpointPipe pipe, long submittedNanos, int epoch) {

    PendingUrb(CmdSubmit cmd, TransferType type, EndpointPipe pipe, long submittedNanos) {
        this(cmd, type, pipe, submittedNanos, pipe.epoch());
    }

    int seqnum() {
        return cmd.seqnum();
    }

    boolean isIn() {
        return cmd.direction() == Direction.IN;
    }

    /** Whether the endpoint has begun anew since: what is still said to this URB is of before. */
    boolean isStale() {
        return epoch != pipe.epoch();
    }

    boolean isControl() {
        return type == TransferType.CONTROL;
    }

    int lengthBytes() {
        return cmd.lengthBytes();
    }

    /** @throws ProtocolException if that cannot be the end of this URB */
    void requireSound(Frame.Complete complete, int payloadBytes) {
        int actual = complete.actualLengthBytes();
        if (actual > lengthBytes() || payloadBytes != (isIn() ? actual : 0)) {
            throw new ProtocolException(
                    CloseCode.MALFORMED,
                    "COMPLETE of " + actual + " bytes with " + payloadBytes + " bytes of data for an URB of "
                            + lengthBytes());
        }
        if (!IsoAnswer.isSameShape(cmd.packets(), complete.packets())) {
            throw new ProtocolException(CloseCode.MALFORMED, "COMPLETE with other packets than its URB's");
        }
    }
}
