package dev.usbshare.server.session;

import dev.usbshare.server.catalog.CatalogListener;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;

/**
 * Ends what was promised of devices that are not offered any more. The lease of one that was unplugged is left to its host,
 * which says so when the device's last transfers have ended.
 */
final class Departures implements CatalogListener {

    private final LeaseRegistry leases;

    Departures(LeaseRegistry leases) {
        this.leases = leases;
    }

    @Override
    public void deviceArrived(UsbDeviceInfo device) {
        // Nobody has waited for it: who waits, waits for a device that is leased.
    }

    @Override
    public void deviceLeft(UsbDeviceInfo device) {
        String reason = LeaseEnd.unplugged(device.busId()).reason();
        leases.onExecutor(() -> leases.closeLine(device, RefusalCode.DEVICE_GONE, reason));
    }

    @Override
    public void deviceWithdrawn(UsbDeviceInfo device) {
        LeaseEnd end = LeaseEnd.notShared(device.busId());
        leases.onExecutor(() -> {
            leases.closeLine(device, RefusalCode.WITHDRAWN, end.reason());
            leases.revoke(device, end);
        });
    }

    /** Rules and grants may go by nickname. */
    @Override
    public void nicknameChanged(UsbDeviceInfo device) {
        leases.reviewAll();
    }
}
