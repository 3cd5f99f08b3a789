package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.usbhost.LibusbHost;
import java.util.List;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** {@code usb}: up while no device hangs, and libusb can be used and hears what its open devices say. */
@Component("usbHealthIndicator")
final class UsbHealthIndicator extends AbstractHealthIndicator {

    private final UsbSide usb;
    private final SharedDevices shared;
    private final LeaseRegistry leases;

    UsbHealthIndicator(UsbSide usb, SharedDevices shared, LeaseRegistry leases) {
        super("the USB devices could not be listed");
        this.usb = usb;
        this.shared = shared;
        this.leases = leases;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up()
                .withDetail("devices", usb.host().devices().size())
                .withDetail("shared", shared.devices().size());
        List<String> hanging = leases.hanging();
        if (!hanging.isEmpty()) {
            builder.down().withDetail("hanging", hanging);
        }
        usb.libusb().map(LibusbHost::health).ifPresent(libusb -> {
            builder.withDetail("libusb", libusb.libusbVersion()).withDetail("open", libusb.openDevices());
            if (!libusb.lastError().isEmpty()) {
                builder.withDetail("lastError", libusb.lastError());
            }
            if (!libusb.working()) {
                builder.down().withDetail("deadEventThreads", libusb.deadEventThreads());
            }
        });
    }
}
