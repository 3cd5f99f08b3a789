package dev.usbshare.server.usbhost;

import dev.usbshare.usb.TransferType;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;
import org.usb4java.Transfer;
import org.usb4java.TransferCallback;

/** A native transfer and its own callback. What never changes is set once: each setter is a call into native code. */
final class Usb4JavaTransfer implements LibusbTransfer, TransferCallback {

    private static final Logger LOG = LoggerFactory.getLogger(Usb4JavaTransfer.class);

    private final TransferEnd end;
    private final Transfer transfer;

    Usb4JavaTransfer(DeviceHandle handle, TransferEnd end) {
        this.end = end;
        this.transfer = LibUsb.allocTransfer(0);
        transfer.setDevHandle(handle);
        transfer.setTimeout(0);
        transfer.setCallback(this);
    }

    @Override
    public void fillControl(ByteBuffer setupAndData) {
        fill(0, LibUsb.TRANSFER_TYPE_CONTROL, (byte) 0, setupAndData);
    }

    @Override
    public void fillData(int endpointAddress, TransferType type, ByteBuffer data, boolean zeroPacket) {
        fill(
                endpointAddress,
                type == TransferType.INTERRUPT ? LibUsb.TRANSFER_TYPE_INTERRUPT : LibUsb.TRANSFER_TYPE_BULK,
                zeroPacket ? LibUsb.TRANSFER_ADD_ZERO_PACKET : 0,
                data);
    }

    private void fill(int endpointAddress, byte type, byte flags, ByteBuffer memory) {
        transfer.setEndpoint((byte) endpointAddress);
        transfer.setType(type);
        transfer.setFlags(flags);
        transfer.setBuffer(memory);
    }

    @Override
    public int submit() {
        return LibUsb.submitTransfer(transfer);
    }

    @Override
    public int cancel() {
        return LibUsb.cancelTransfer(transfer);
    }

    @Override
    public void free() {
        LibUsb.freeTransfer(transfer);
    }

    @Override
    public void processTransfer(Transfer ended) {
        try {
            end.transferEnded(ended.status(), ended.actualLength());
        } catch (RuntimeException e) {
            // Into native code nothing may be thrown.
            LOG.atError().setCause(e).log("the end of a transfer was not taken");
        }
    }
}
