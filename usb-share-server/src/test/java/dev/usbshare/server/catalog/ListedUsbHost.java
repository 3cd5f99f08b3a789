package dev.usbshare.server.catalog;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostListener;
import dev.usbshare.usb.UsbSpeed;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A host that lists what the test says, and keeps what it is asked to open. */
class ListedUsbHost implements UsbHost {

    final List<UsbDeviceInfo> devices = new ArrayList<>();
    final List<UsbHostListener> listeners = new ArrayList<>();
    final List<BusId> opened = new ArrayList<>();
    boolean closed;

    ListedUsbHost with(UsbDeviceInfo... more) {
        devices.addAll(List.of(more));
        return this;
    }

    static UsbDeviceInfo device(String busId, int vendorId, int productId, int deviceClass) {
        return new UsbDeviceInfo(
                new BusId(busId),
                1,
                2,
                UsbSpeed.HIGH,
                vendorId,
                productId,
                0,
                new ClassCode(deviceClass, 0, 0),
                List.of(),
                "",
                "",
                "");
    }

    @Override
    public List<UsbDeviceInfo> devices() {
        return List.copyOf(devices);
    }

    @Override
    public CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone) {
        opened.add(busId);
        return new CompletableFuture<>();
    }

    @Override
    public void addListener(UsbHostListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        closed = true;
    }
}
