package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.usbhost.LibusbHost;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** {@code usb}: up while libusb can be used and hears what its open devices say. Without libusb always up. */
@Component("usbHealthIndicator")
final class UsbHealthIndicator extends AbstractHealthIndicator {

    private final UsbSide usb;
    private final SharedDevices shared;

    UsbHealthIndicator(UsbSide usb, SharedDevices shared) {
        super("the USB devices could not be listed");
        this.usb = usb;
        this.shared = shared;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up()
                .withDetail("devices", usb.host().devices().size())
                .withDetail("shared", shared.devices().size());
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
