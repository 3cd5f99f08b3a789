package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code devices}: every device of this machine, whether it is shared, and who has it. */
@Component
@Endpoint(id = "devices")
final class DevicesEndpoint {

    private final UsbSide usb;
    private final SharedDevices shared;
    private final LeaseRegistry leases;

    DevicesEndpoint(UsbSide usb, SharedDevices shared, LeaseRegistry leases) {
        this.usb = usb;
        this.shared = shared;
        this.leases = leases;
    }

    @ReadOperation
    List<DeviceRow> devices() {
        return usb.host().devices().stream().map(this::row).toList();
    }

    private DeviceRow row(UsbDeviceInfo device) {
        @Nullable Lease lease = leases.of(device.busId()).orElse(null);
        return new DeviceRow(
                device.busId().value(),
                device.usbId(),
                device.manufacturer(),
                device.product(),
                device.serial(),
                device.speed().name(),
                shared.isShared(device),
                lease != null,
                lease == null ? null : lease.holder().toShortString(),
                lease == null ? null : lease.since());
    }
}
