package dev.usbshare.wire;

import dev.usbshare.identity.PairingSecret;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathSignal;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DescriptorSet.StringDescriptor;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/** Control records from their fields. Everything thrown is a {@link ProtocolException}. */
final class RecordReader {

    private static final int MAX_ADDRESS_BYTES = 16;

    static ControlMessage message(RecordFields f) {
        String text = f.text(RecordField.KIND);
        RecordKind kind = RecordKind.ofText(text);
        if (kind == null) {
            return new ControlMessage.Unknown(text);
        }
        return switch (kind) {
            case REDEEM -> new ControlMessage.Redeem(f.value(RecordField.SECRET, PairingSecret.class));
            case HELLO ->
                new ControlMessage.Hello(
                        f.list(RecordField.VERSIONS, Integer.class),
                        f.list(RecordField.FEATURES, String.class),
                        f.text(RecordField.NODE_NAME),
                        f.text(RecordField.SOFTWARE));
            case WELCOME ->
                new ControlMessage.Welcome(
                        f.integer(RecordField.VERSION),
                        f.list(RecordField.FEATURES, String.class),
                        f.text(RecordField.NODE_NAME),
                        f.text(RecordField.SOFTWARE));
            case CATALOG -> new ControlMessage.Catalog(f.list(RecordField.DEVICES, UsbDeviceInfo.class));
            case DEVICE_ARRIVED -> new ControlMessage.DeviceArrived(device(f));
            case DEVICE_LEFT -> new ControlMessage.DeviceLeft(busId(f));
            case DEVICE_STATUS ->
                new ControlMessage.DeviceStatus(busId(f), f.text(RecordField.NICKNAME), f.text(RecordField.HOLDER));
            case ATTACH -> new ControlMessage.Attach(request(f), busId(f), mode(f), f.text(RecordField.PIN));
            case QUEUED ->
                new ControlMessage.Queued(request(f), f.integer(RecordField.POSITION), f.text(RecordField.HOLDER));
            case CANCEL -> new ControlMessage.Cancel(request(f));
            case ATTACHED ->
                new ControlMessage.Attached(
                        request(f), lease(f), device(f), f.value(RecordField.DESCRIPTORS, DescriptorSet.class));
            case DETACH -> new ControlMessage.Detach(request(f), lease(f));
            case DETACHED -> new ControlMessage.Detached(request(f));
            case REFUSED -> new ControlMessage.Refused(request(f), code(f), f.text(RecordField.DETAIL));
            case LEASE_ENDED -> new ControlMessage.LeaseEnded(lease(f), code(f), f.text(RecordField.DETAIL));
            case LEASE_WANTED ->
                new ControlMessage.LeaseWanted(lease(f), f.integer(RecordField.WAITING), f.text(RecordField.DETAIL));
            case LEASE_ENDING ->
                new ControlMessage.LeaseEnding(
                        lease(f), f.integer(RecordField.SECONDS), code(f), f.text(RecordField.DETAIL));
            case PING -> new ControlMessage.Ping(request(f));
            case PONG -> new ControlMessage.Pong(request(f));
            case PATH_OPEN ->
                new ControlMessage.Paths(
                        new PathSignal.Open(f.value(RecordField.SLOT, Long.class), f.bytes(RecordField.PATH_SECRET)));
            case PATH_CANDIDATES ->
                new ControlMessage.Paths(new PathSignal.Candidates(new NodeAddresses(
                        f.list(RecordField.ADDRESSES, InetSocketAddress.class),
                        f.list(RecordField.RELAYS, RelayUrl.class))));
            case PATH_PUNCH -> new ControlMessage.Paths(new PathSignal.Punch());
            case UNSUPPORTED -> new ControlMessage.Unsupported(f.text(RecordField.UNKNOWN_KIND));
        };
    }

    static UsbDeviceInfo device(CborIn in) {
        RecordFields f = in.map();
        return new UsbDeviceInfo(
                busId(f),
                f.integer(RecordField.BUS_NUMBER),
                f.integer(RecordField.DEVICE_NUMBER),
                UsbSpeed.ofCode(f.integer(RecordField.SPEED)).orElseThrow(() -> CborIn.malformed("an unknown speed")),
                f.integer(RecordField.VENDOR_ID),
                f.integer(RecordField.PRODUCT_ID),
                f.integer(RecordField.BCD_DEVICE),
                f.value(RecordField.DEVICE_CLASS, ClassCode.class),
                f.list(RecordField.INTERFACE_CLASSES, ClassCode.class),
                f.text(RecordField.MANUFACTURER),
                f.text(RecordField.PRODUCT),
                f.text(RecordField.SERIAL));
    }

    /** Base class, subclass and protocol in one number of 24 bits. */
    static ClassCode classCode(CborIn in) {
        int code = in.integer(0xffffff);
        return new ClassCode(code >> 16, code >> 8 & 0xff, code & 0xff);
    }

    static LeaseId lease(CborIn in) {
        byte[] bytes = in.bytes(LeaseId.BYTES);
        if (bytes.length != LeaseId.BYTES) {
            throw CborIn.malformed("a lease id of " + bytes.length + " bytes");
        }
        return LeaseId.read(Unpooled.wrappedBuffer(bytes), 0);
    }

    static Long slot(CborIn in) {
        byte[] bytes = in.bytes(Long.BYTES);
        if (bytes.length != Long.BYTES) {
            throw CborIn.malformed("a slot of " + bytes.length + " bytes");
        }
        return ByteBuffer.wrap(bytes).getLong();
    }

    /** 4 or 16 bytes of an IP address, and the port. */
    static InetSocketAddress address(CborIn in) {
        var bytes = ByteBuffer.wrap(in.bytes(MAX_ADDRESS_BYTES + Short.BYTES));
        byte[] ip = new byte[Math.max(0, bytes.remaining() - Short.BYTES)];
        try {
            InetAddress address = InetAddress.getByAddress(bytes.get(ip).hasRemaining() ? ip : new byte[0]);
            return new InetSocketAddress(address, bytes.getShort() & 0xffff);
        } catch (UnknownHostException e) {
            throw CborIn.malformed("an address of " + ip.length + " bytes");
        }
    }

    static RelayUrl relay(CborIn in) {
        try {
            return new RelayUrl(in.text());
        } catch (IllegalArgumentException e) {
            throw CborIn.malformed("not a relay's URL");
        }
    }

    static PairingSecret secret(CborIn in) {
        byte[] bytes = in.bytes(PairingSecret.BYTES);
        if (bytes.length != PairingSecret.BYTES) {
            throw CborIn.malformed("a secret of " + bytes.length + " bytes");
        }
        return PairingSecret.of(bytes);
    }

    static List<byte[]> configurations(CborIn in) {
        return in.list(DescriptorSet.MAX_CONFIGURATIONS, c -> c.bytes(ConfigurationDescriptor.MAX_BYTES));
    }

    static List<StringDescriptor> strings(CborIn in) {
        return in.list(DescriptorSet.MAX_STRINGS, c -> {
            RecordFields f = c.map();
            return new StringDescriptor(
                    f.integer(RecordField.INDEX), f.integer(RecordField.LANGUAGE_ID), f.bytes(RecordField.RAW));
        });
    }

    static DescriptorSet descriptors(CborIn in) {
        RecordFields f = in.map();
        try {
            return new DescriptorSet(
                    f.bytes(RecordField.DEVICE_DESCRIPTOR),
                    f.list(RecordField.CONFIGURATIONS, byte[].class),
                    f.list(RecordField.STRINGS, StringDescriptor.class),
                    f.bytes(RecordField.BOS),
                    f.integer(RecordField.ACTIVE_CONFIGURATION));
        } catch (DescriptorException e) {
            throw CborIn.malformed("descriptors: " + e.getMessage());
        }
    }

    private static UsbDeviceInfo device(RecordFields f) {
        return f.value(RecordField.DEVICE, UsbDeviceInfo.class);
    }

    private static int request(RecordFields f) {
        return f.integer(RecordField.REQUEST);
    }

    private static LeaseId lease(RecordFields f) {
        return f.value(RecordField.LEASE, LeaseId.class);
    }

    private static BusId busId(RecordFields f) {
        String text = f.text(RecordField.BUS_ID);
        if (!BusId.isValid(text)) {
            throw CborIn.malformed("not a bus id");
        }
        return new BusId(text);
    }

    private static AttachMode mode(RecordFields f) {
        return AttachMode.ofCode(f.integer(RecordField.MODE))
                .orElseThrow(() -> CborIn.malformed("an unknown attach mode"));
    }

    private static RefusalCode code(RecordFields f) {
        return RefusalCode.ofCode(f.integer(RecordField.CODE))
                .orElseThrow(() -> CborIn.malformed("an unknown refusal code"));
    }

    private RecordReader() {}
}
