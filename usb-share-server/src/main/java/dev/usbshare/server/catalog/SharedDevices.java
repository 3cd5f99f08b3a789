package dev.usbshare.server.catalog;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostListener;
import dev.usbshare.wire.WireLimits;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The devices that peers may see. Thread-safe; listeners hear of changes from a thread of the host, and must not block. */
public final class SharedDevices {

    private final UsbHost host;
    private final List<DevicePattern> shared;
    private final List<CatalogListener> listeners = new CopyOnWriteArrayList<>();

    /** @param shared a device is offered if one of these means it; none offers nothing */
    public SharedDevices(UsbHost host, List<DevicePattern> shared) {
        this.host = host;
        this.shared = List.copyOf(shared);
        host.addListener(new Filter());
    }

    /** Those present now, by bus id. */
    public List<UsbDeviceInfo> devices() {
        return host.devices().stream()
                .filter(this::isShared)
                .limit(WireLimits.MAX_CATALOG_DEVICES)
                .toList();
    }

    public Optional<UsbDeviceInfo> find(BusId busId) {
        return devices().stream().filter(d -> d.busId().equals(busId)).findFirst();
    }

    /** As far as this peer may see it. */
    public Optional<UsbDeviceInfo> find(BusId busId, ApprovedPeer peer) {
        return find(busId).filter(device -> peer.maySee(device, nickname(device)));
    }

    /** What a person calls the device; empty if nothing. */
    public String nickname(UsbDeviceInfo device) {
        return "";
    }

    public boolean isShared(UsbDeviceInfo device) {
        return !device.isHub() && shared.stream().anyMatch(pattern -> pattern.matches(device));
    }

    public void addListener(CatalogListener listener) {
        listeners.add(listener);
    }

    public void removeListener(CatalogListener listener) {
        listeners.remove(listener);
    }

    private final class Filter implements UsbHostListener {
        @Override
        public void deviceArrived(UsbDeviceInfo device) {
            if (isShared(device)) {
                listeners.forEach(l -> l.deviceArrived(device));
            }
        }

        @Override
        public void deviceLeft(UsbDeviceInfo device) {
            if (isShared(device)) {
                listeners.forEach(l -> l.deviceLeft(device));
            }
        }
    }
}
