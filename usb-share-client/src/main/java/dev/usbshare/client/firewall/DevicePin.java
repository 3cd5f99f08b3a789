package dev.usbshare.client.firewall;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import java.time.Instant;

/**
 * What a device was when it was first attached; one for each server, place and {@code vid:pid}.
 *
 * @param id the store's number; 0 before it is stored
 * @param serial as the device said; empty if it has none
 * @param digest SHA-256 of its descriptors ({@link DescriptorDigest}), in hex
 * @param summary name and classes, for people
 */
public record DevicePin(
        long id,
        NodeId server,
        BusId busId,
        int vendorId,
        int productId,
        String serial,
        String digest,
        String summary,
        Instant pinnedAt) {

    public String usbId() {
        return "%04x:%04x".formatted(vendorId, productId);
    }

    boolean isOfKind(int vendor, int product) {
        return vendorId == vendor && productId == product;
    }

    /** Whether the other one is for the same server, place and kind. */
    public boolean isReplacedBy(DevicePin next) {
        return server.equals(next.server) && busId.equals(next.busId) && isOfKind(next.vendorId, next.productId);
    }

    public DevicePin withId(long stored) {
        return new DevicePin(stored, server, busId, vendorId, productId, serial, digest, summary, pinnedAt);
    }

    public DevicePin withServer(NodeId other) {
        return new DevicePin(id, other, busId, vendorId, productId, serial, digest, summary, pinnedAt);
    }
}
