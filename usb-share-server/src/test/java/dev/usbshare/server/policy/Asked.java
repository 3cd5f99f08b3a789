package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Devices, peers and questions of the tests. */
final class Asked {

    static final NodeId ALICE = node(1);
    static final NodeId BOB = node(2);

    /** A Sunday. */
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    static final UsbDeviceInfo STICK = device("1-1", 0x0781, 0x5567, 0x08);
    static final UsbDeviceInfo KEYBOARD = device("1-2", 0x046d, 0xc31c, 0x03);

    static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        Arrays.fill(key, (byte) number);
        return NodeId.of(key);
    }

    static ApprovedPeer peer(NodeId id) {
        return new ApprovedPeer(id, "peer");
    }

    static ApprovedPeer mayTakeOver(NodeId id) {
        return new ApprovedPeer(id, "peer", List.of(new DevicePattern.Any()), Optional.empty(), true);
    }

    static UsbDeviceInfo device(String busId, int vendorId, int productId, int interfaceClass) {
        return new UsbDeviceInfo(
                new BusId(busId),
                1,
                2,
                UsbSpeed.HIGH,
                vendorId,
                productId,
                0,
                new ClassCode(0, 0, 0),
                List.of(new ClassCode(interfaceClass, 0, 0)),
                "",
                "",
                "SN1");
    }

    static PolicyQuestion question(UsbDeviceInfo device, NodeId peer, Instant now) {
        return new PolicyQuestion(device, "", peer(peer), now, Optional.empty(), Map.of());
    }

    static PolicyQuestion held(UsbDeviceInfo device, NodeId peer, Instant since, Instant now) {
        return new PolicyQuestion(device, "", peer(peer), now, Optional.of(since), Map.of());
    }

    static PolicyDecision decide(List<DevicePolicy> policies, PolicyQuestion question) {
        return PolicyEvaluation.of(policies, question).decision();
    }

    private Asked() {}
}
