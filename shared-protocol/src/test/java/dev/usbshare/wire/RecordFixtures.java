package dev.usbshare.wire;

import dev.usbshare.identity.PairingSecret;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathSignal;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DescriptorSet.StringDescriptor;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The control records of {@code docs/protocol-vectors.txt} as values. */
final class RecordFixtures {

    static final UsbDeviceInfo STICK = new UsbDeviceInfo(
            new BusId("1-1.4"),
            1,
            5,
            UsbSpeed.HIGH,
            0x0781,
            0x5581,
            0x0100,
            new ClassCode(0, 0, 0),
            List.of(new ClassCode(8, 6, 0x50)),
            "Müller",
            "Stick",
            "");

    static Map<String, ControlMessage> records() {
        LeaseId lease = FrameFixtures.LEASE;
        BusId busId = new BusId("1-1.4");
        var records = new LinkedHashMap<String, ControlMessage>();
        records.put(
                "redeem",
                new ControlMessage.Redeem(
                        PairingSecret.of(HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))));
        records.put(
                "hello",
                new ControlMessage.Hello(List.of(1, 300), List.of("resume"), "desk", "usb-share-client 0.1.0"));
        records.put("welcome", new ControlMessage.Welcome(1, List.of(), "shed", "usb-share-server 0.1.0"));
        records.put("catalog", new ControlMessage.Catalog(List.of(STICK)));
        records.put("device-arrived", new ControlMessage.DeviceArrived(STICK));
        records.put("device-left", new ControlMessage.DeviceLeft(busId));
        records.put("device-status", new ControlMessage.DeviceStatus(busId, "lab stick", "desk"));
        records.put("attach", new ControlMessage.Attach(1, busId, AttachMode.WAIT, "4711"));
        records.put("queued", new ControlMessage.Queued(1, 2, "desk"));
        records.put("cancel", new ControlMessage.Cancel(1));
        records.put("attached", new ControlMessage.Attached(1, lease, STICK, descriptors()));
        records.put("detach", new ControlMessage.Detach(70000, lease));
        records.put("detached", new ControlMessage.Detached(70000));
        records.put("refused", new ControlMessage.Refused(1, RefusalCode.LEASED, "in use"));
        records.put("lease-ended", new ControlMessage.LeaseEnded(lease, RefusalCode.DEVICE_GONE, ""));
        records.put("lease-wanted", new ControlMessage.LeaseWanted(lease, 1, "desk"));
        records.put("lease-ending", new ControlMessage.LeaseEnding(lease, 300, RefusalCode.TIME_OVER, ""));
        records.put("ping", new ControlMessage.Ping(Integer.MAX_VALUE));
        records.put("pong", new ControlMessage.Pong(Integer.MAX_VALUE));
        records.put(
                "path-open",
                new ControlMessage.Paths(new PathSignal.Open(
                        0x0102030405060708L,
                        HexFormat.of().parseHex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"))));
        records.put(
                "path-candidates",
                new ControlMessage.Paths(new PathSignal.Candidates(new NodeAddresses(
                        List.of(address("c0000207", 4242), address("20010db8000000000000000000000001", 443)),
                        List.of(new RelayUrl("https://relay.example/"))))));
        records.put("path-punch", new ControlMessage.Paths(new PathSignal.Punch()));
        records.put("unsupported", new ControlMessage.Unsupported("queue"));
        return records;
    }

    private static InetSocketAddress address(String ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(HexFormat.of().parseHex(ip)), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static DescriptorSet descriptors() {
        HexFormat hex = HexFormat.of();
        try {
            return new DescriptorSet(
                    hex.parseHex("120100020000004081078155000101000001"),
                    List.of(hex.parseHex("09021900010100803209040000010806500007058102000200")),
                    List.of(
                            new StringDescriptor(0, 0, hex.parseHex("04030904")),
                            new StringDescriptor(1, 0x409, hex.parseHex("060348006900"))),
                    new byte[0],
                    1);
        } catch (DescriptorException e) {
            throw new AssertionError(e);
        }
    }

    private RecordFixtures() {}
}
