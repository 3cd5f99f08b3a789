package dev.usbshare.client.bridge;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;

/**
 * An URB that the kernel waits for, or has taken back while the server still has it.
 *
 * @param cmd as the kernel sent it, iso packets included
 * @param submittedNanos on the bridge's clock
 */
record PendingUrb(CmdSubmit cmd, TransferType type, EndpointPipe pipe, long submittedNanos) {

    int seqnum() {
        return cmd.seqnum();
    }

    boolean isIn() {
        return cmd.direction() == Direction.IN;
    }

    boolean isControl() {
        return type == TransferType.CONTROL;
    }

    int lengthBytes() {
        return cmd.lengthBytes();
    }
}
