package dev.usbshare.benchmarks.host;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostListener;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A machine with one {@link MemoryDevice}, always plugged in. */
final class MemoryUsbHost implements UsbHost {

    @Override
    public List<UsbDeviceInfo> devices() {
        return List.of(MemoryDevice.INFO);
    }

    @Override
    public CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone) {
        return CompletableFuture.completedStage(new MemoryDevice(executor));
    }

    @Override
    public void addListener(UsbHostListener listener) {
        // Nothing ever comes or goes.
    }

    @Override
    public void close() {
        // Devices are closed with their leases.
    }
}
