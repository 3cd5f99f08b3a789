package dev.usbshare.client.ops;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** {@code usb}: up while devices can be attached. */
@Component("usbHealthIndicator")
final class UsbHealthIndicator extends AbstractHealthIndicator {

    private final VhciSide vhci;
    private final ClientNode node;

    UsbHealthIndicator(VhciSide vhci, ClientNode node) {
        super("the virtual host controller could not be asked");
        this.vhci = vhci;
        this.node = node;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up()
                .withDetail("mode", vhci.isKernel() ? "kernel" : "in-process")
                .withDetail("attached", node.attachments().attachedCount());
        vhci.obstacle()
                .ifPresent(obstacle -> builder.down().withDetail("reason", String.valueOf(obstacle.getMessage())));
    }
}
