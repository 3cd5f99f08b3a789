package dev.usbshare.server.usbhost;

import java.nio.ByteBuffer;
import org.usb4java.Context;
import org.usb4java.DeviceHandle;
import org.usb4java.LibUsb;

/** A device handle and its context. */
final class Usb4JavaHandle implements LibusbHandle {

    private final Context context;
    private final DeviceHandle handle;

    Usb4JavaHandle(Context context, DeviceHandle handle) {
        this.context = context;
        this.handle = handle;
    }

    @Override
    public int controlIn(int requestType, int request, int value, int index, ByteBuffer data, int timeoutMillis) {
        return LibUsb.controlTransfer(
                handle, (byte) requestType, (byte) request, (short) value, (short) index, data, timeoutMillis);
    }

    @Override
    public int detachKernelDriver(int interfaceNumber) {
        return LibUsb.detachKernelDriver(handle, interfaceNumber);
    }

    @Override
    public int attachKernelDriver(int interfaceNumber) {
        return LibUsb.attachKernelDriver(handle, interfaceNumber);
    }

    @Override
    public int claim(int interfaceNumber) {
        return LibUsb.claimInterface(handle, interfaceNumber);
    }

    @Override
    public int release(int interfaceNumber) {
        return LibUsb.releaseInterface(handle, interfaceNumber);
    }

    @Override
    public int setConfiguration(int value) {
        return LibUsb.setConfiguration(handle, value);
    }

    @Override
    public int setAlternateSetting(int interfaceNumber, int alternateSetting) {
        return LibUsb.setInterfaceAltSetting(handle, interfaceNumber, alternateSetting);
    }

    @Override
    public int clearHalt(int endpointAddress) {
        return LibUsb.clearHalt(handle, (byte) endpointAddress);
    }

    @Override
    public int reset() {
        return LibUsb.resetDevice(handle);
    }

    @Override
    public LibusbTransfer allocate(TransferEnd end) {
        return new Usb4JavaTransfer(handle, end);
    }

    @Override
    public int handleEvents(long timeoutMicros) {
        return LibUsb.handleEventsTimeout(context, timeoutMicros);
    }

    @Override
    public void interruptEvents() {
        LibUsb.interruptEventHandler(context);
    }

    @Override
    public void close() {
        LibUsb.close(handle);
    }

    @Override
    public void exit() {
        LibUsb.exit(context);
    }
}
