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

/**
 * The devices that peers may see. Thread-safe; listeners hear of changes from a thread of the host or of management, and must not
 * block.
 */
public final class SharedDevices {

    private final UsbHost host;
    private final List<CatalogListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Sharing sharing;

    /** @param shared a device is offered if one of these means it; none offers nothing */
    public SharedDevices(UsbHost host, List<DevicePattern> shared) {
        this(host, new Sharing(shared, List.of(), false, List.of()));
    }

    /**
     * Reads what people share; blocks.
     *
     * @param configured what the settings share besides
     * @throws RuntimeException if it cannot be read
     */
    public SharedDevices(UsbHost host, List<DevicePattern> configured, SharingStore store) {
        this(host, new Sharing(configured, store.filters(), store.autoShare(), store.settings()));
    }

    private SharedDevices(UsbHost host, Sharing sharing) {
        this.host = host;
        this.sharing = sharing;
        host.addListener(new Filter());
    }

    /** Those present now, by bus id. */
    public List<UsbDeviceInfo> devices() {
        return host.devices().stream()
                .filter(this::isShared)
                .limit(WireLimits.MAX_CATALOG_DEVICES)
                .toList();
    }

    /** As far as this peer may see them. */
    public List<UsbDeviceInfo> devices(ApprovedPeer peer) {
        return devices().stream().filter(device -> maySee(peer, device)).toList();
    }

    public Optional<UsbDeviceInfo> find(BusId busId) {
        return devices().stream().filter(d -> d.busId().equals(busId)).findFirst();
    }

    /** As far as this peer may see it. */
    public Optional<UsbDeviceInfo> find(BusId busId, ApprovedPeer peer) {
        return find(busId).filter(device -> maySee(peer, device));
    }

    private boolean maySee(ApprovedPeer peer, UsbDeviceInfo device) {
        return peer.maySee(device, nickname(device));
    }

    /** What a person calls the device; empty if nothing. */
    public String nickname(UsbDeviceInfo device) {
        return sharing.nickname(device);
    }

    public boolean isShared(UsbDeviceInfo device) {
        return sharing.isShared(device);
    }

    /** What is shared, and why. */
    public Sharing sharing() {
        return sharing;
    }

    List<UsbDeviceInfo> present() {
        return host.devices();
    }

    /** Other things are shared from now on; listeners hear what that means for devices that are here. */
    void replace(Sharing changed) {
        Sharing before = sharing;
        sharing = changed;
        for (UsbDeviceInfo device : host.devices()) {
            boolean was = before.isShared(device);
            boolean is = changed.isShared(device);
            boolean renamed = !before.nickname(device).equals(changed.nickname(device));
            for (CatalogListener listener : listeners) {
                if (was && !is) {
                    listener.deviceWithdrawn(device);
                } else if (!was && is) {
                    listener.deviceArrived(device);
                } else if (is && renamed) {
                    listener.nicknameChanged(device);
                }
            }
        }
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
