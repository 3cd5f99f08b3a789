package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node that a person approved.
 *
 * @param name what the person calls it; empty if nothing
 * @param grants the devices it may see and ask for, as far as they are shared; none if empty
 * @param expires when the approval ends
 * @param takeOver whether it may take devices from other peers
 */
public record ApprovedPeer(
        NodeId id, String name, List<DevicePattern> grants, Optional<Instant> expires, boolean takeOver) {

    public ApprovedPeer {
        grants = List.copyOf(grants);
    }

    /** Approved for every shared device, for good, without a right to take over. */
    public ApprovedPeer(NodeId id, String name) {
        this(id, name, List.of(new DevicePattern.Any()), Optional.empty(), false);
    }

    /** @param nickname what people call the device; empty if nothing */
    public boolean maySee(UsbDeviceInfo device, String nickname) {
        return grants.stream().anyMatch(grant -> grant.matches(device, nickname));
    }
}
