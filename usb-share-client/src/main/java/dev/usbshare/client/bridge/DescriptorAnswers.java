package dev.usbshare.client.bridge;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import java.util.Optional;

/** Answers GET_DESCRIPTOR from the descriptors that came with the lease: an enumeration then takes one round trip. */
final class DescriptorAnswers {

    private final DescriptorSet descriptors;
    private final KernelSide kernel;

    DescriptorAnswers(DescriptorSet descriptors, KernelSide kernel) {
        this.descriptors = descriptors;
        this.kernel = kernel;
    }

    /** Answers the request, or returns false where only the device knows the answer. */
    boolean answer(CmdSubmit cmd) {
        if (!cmd.endpoint().isControl() || cmd.direction() != Direction.IN) {
            return false;
        }
        Optional<byte[]> known = descriptors.answer(cmd.setup());
        if (known.isEmpty()) {
            return false;
        }
        byte[] data = known.get();
        int bytes = Math.min(data.length, cmd.lengthBytes());
        boolean tooShort =
                bytes < cmd.lengthBytes() && TransferFlags.isSet(cmd.transferFlags(), TransferFlags.SHORT_NOT_OK);
        kernel.retSubmit(
                cmd,
                tooShort ? UrbStatus.EREMOTEIO : UrbStatus.OK,
                bytes,
                0,
                IsoPackets.NONE,
                KernelSide.answerBuffer(cmd, bytes).writeBytes(data, 0, bytes));
        return true;
    }
}
