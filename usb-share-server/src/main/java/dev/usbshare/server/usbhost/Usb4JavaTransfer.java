package dev.usbshare.server.usbhost;

import dev.usbshare.usb.TransferType;
import java.nio.ByteBuffer;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;
import org.usb4java.Transfer;
import org.usb4java.TransferCallback;

/** A native transfer and its own callback. What never changes is set once: each setter is a call into native code. */
final class Usb4JavaTransfer implements LibusbTransfer, TransferCallback {

    private final DeviceHandle handle;
    private final TransferEnd end;
    private final Transfer transfer;
    private int lengthBytes;
    private boolean control;
    private boolean out;

    Usb4JavaTransfer(DeviceHandle handle, TransferEnd end) {
        this.handle = handle;
        this.end = end;
        this.transfer = LibUsb.allocTransfer(0);
        transfer.setDevHandle(handle);
        transfer.setTimeout(0);
        transfer.setCallback(this);
    }

    @Override
    public void fillControl(ByteBuffer setupAndData) {
        fill(0, LibUsb.TRANSFER_TYPE_CONTROL, (byte) 0, setupAndData);
        control = true;
    }

    @Override
    public void fillData(int endpointAddress, TransferType type, ByteBuffer data, boolean zeroPacket) {
        fill(
                endpointAddress,
                type == TransferType.INTERRUPT ? LibUsb.TRANSFER_TYPE_INTERRUPT : LibUsb.TRANSFER_TYPE_BULK,
                zeroPacket ? LibUsb.TRANSFER_ADD_ZERO_PACKET : 0,
                data);
        control = false;
        out = (endpointAddress & LibUsb.ENDPOINT_IN) == 0;
    }

    private void fill(int endpointAddress, byte type, byte flags, ByteBuffer memory) {
        transfer.setEndpoint((byte) endpointAddress);
        transfer.setType(type);
        transfer.setFlags(flags);
        transfer.setBuffer(memory);
        lengthBytes = memory.capacity();
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
            int status = ended.status();
            int actualBytes = ended.actualLength();
            end.transferEnded(isCutOff(status, actualBytes) ? LibUsb.TRANSFER_NO_DEVICE : status, actualBytes);
        } catch (RuntimeException e) {
            end.transferEnded(LibUsb.TRANSFER_ERROR, 0);
        }
    }

    /**
     * Whether a success is none: a transfer that the kernel kills because the device is unplugged comes back from libusb
     * 1.0.22 as COMPLETED with what had moved by then (handle_bulk_completion takes -ENOENT for an early end).
     */
    private boolean isCutOff(int status, int actualBytes) {
        return status == LibUsb.TRANSFER_COMPLETED
                && !control
                && actualBytes < lengthBytes
                && (out || actualBytes == 0)
                && LibUsb.kernelDriverActive(handle, 0) == LibUsb.ERROR_NO_DEVICE;
    }
}
