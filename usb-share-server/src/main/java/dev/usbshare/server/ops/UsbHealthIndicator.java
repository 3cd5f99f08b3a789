package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** {@code usb}: up while devices can be listed and opened. */
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
    }
}
