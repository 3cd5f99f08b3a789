package dev.usbshare.server.session;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.ControlMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one peer was told of the devices that it may see. Each look at a device gives the records that bring the peer up to date,
 * however often and in whatever order changes are heard of.
 *
 * <p><b>Confinement</b>: the connection's executor.
 */
final class CatalogView {

    private record Told(UsbDeviceInfo device, ControlMessage.DeviceStatus status) {}

    private final SharedDevices catalog;
    private final LeaseRegistry leases;
    private final Supplier<ApprovedPeer> peer;
    private final Map<BusId, Told> told = new LinkedHashMap<>();

    CatalogView(SharedDevices catalog, LeaseRegistry leases, Supplier<ApprovedPeer> peer) {
        this.catalog = catalog;
        this.leases = leases;
        this.peer = peer;
    }

    /** Everything, whatever was told before. */
    List<ControlMessage.FromServer> afresh() {
        told.clear();
        List<UsbDeviceInfo> devices = catalog.devices(peer.get());
        var messages = new ArrayList<ControlMessage.FromServer>();
        messages.add(new ControlMessage.Catalog(devices));
        for (UsbDeviceInfo device : devices) {
            ControlMessage.DeviceStatus status = status(device);
            told.put(device.busId(), new Told(device, status));
            if (saysSomething(status)) {
                messages.add(status);
            }
        }
        return messages;
    }

    List<ControlMessage.FromServer> lookAtAll() {
        var all = new HashSet<>(told.keySet());
        catalog.devices(peer.get()).forEach(device -> all.add(device.busId()));
        return all.stream().sorted().flatMap(busId -> look(busId).stream()).toList();
    }

    /** A device was unplugged, even if one like it is here again. */
    List<ControlMessage.FromServer> left(BusId busId) {
        var messages = new ArrayList<ControlMessage.FromServer>();
        if (told.remove(busId) != null) {
            messages.add(new ControlMessage.DeviceLeft(busId));
        }
        messages.addAll(look(busId));
        return messages;
    }

    List<ControlMessage.FromServer> look(BusId busId) {
        UsbDeviceInfo device = catalog.find(busId, peer.get()).orElse(null);
        Told before = told.get(busId);
        if (device == null) {
            return told.remove(busId) == null ? List.of() : List.of(new ControlMessage.DeviceLeft(busId));
        }
        var messages = new ArrayList<ControlMessage.FromServer>();
        ControlMessage.DeviceStatus status = status(device);
        if (before == null || !before.device().equals(device)) {
            messages.add(new ControlMessage.DeviceArrived(device));
            if (saysSomething(status)) {
                messages.add(status);
            }
        } else if (!before.status().equals(status)) {
            messages.add(status);
        }
        told.put(busId, new Told(device, status));
        return messages;
    }

    private ControlMessage.DeviceStatus status(UsbDeviceInfo device) {
        String holder = leases.of(device.busId()).map(Lease::holderName).orElse("");
        return new ControlMessage.DeviceStatus(device.busId(), catalog.nickname(device), holder);
    }

    private static boolean saysSomething(ControlMessage.DeviceStatus status) {
        return !status.nickname().isEmpty() || !status.holder().isEmpty();
    }
}
