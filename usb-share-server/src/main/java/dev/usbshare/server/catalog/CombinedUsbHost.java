package dev.usbshare.server.catalog;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostListener;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Several hosts, such as libusb's and a simulated one, as one. Where two name a device alike, the first one's counts. */
public final class CombinedUsbHost implements UsbHost {

    private final List<UsbHost> hosts;

    public CombinedUsbHost(List<UsbHost> hosts) {
        this.hosts = List.copyOf(hosts);
    }

    @Override
    public List<UsbDeviceInfo> devices() {
        var byBusId = new TreeMap<BusId, UsbDeviceInfo>();
        for (UsbHost host : hosts) {
            host.devices().forEach(device -> byBusId.putIfAbsent(device.busId(), device));
        }
        return List.copyOf(byBusId.values());
    }

    @Override
    public CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone) {
        for (UsbHost host : hosts) {
            if (host.devices().stream().anyMatch(d -> d.busId().equals(busId))) {
                return host.open(busId, executor, gone);
            }
        }
        return CompletableFuture.failedStage(new UsbHostException(
                UsbHostException.Reason.GONE, "open " + busId + ": no such device; it may have been unplugged"));
    }

    @Override
    public void addListener(UsbHostListener listener) {
        hosts.forEach(host -> host.addListener(listener));
    }

    @Override
    public void close() {
        @Nullable RuntimeException failure = null;
        for (UsbHost host : hosts) {
            try {
                host.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
