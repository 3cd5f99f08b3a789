package dev.usbshare.wire;

import dev.usbshare.path.PathSignal;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DescriptorSet.StringDescriptor;
import dev.usbshare.usb.UsbDeviceInfo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** The fields of control records. The first field of each is its kind. */
final class RecordWriter {

    private final CborOut out;

    RecordWriter(CborOut out) {
        this.out = out;
    }

    void write(ControlMessage message) {
        switch (message) {
            case ControlMessage.Redeem m ->
                record(
                        RecordKind.REDEEM,
                        1,
                        () -> bytes(RecordField.SECRET, m.secret().toBytes()));
            case ControlMessage.Hello m ->
                record(RecordKind.HELLO, 4, () -> {
                    out.name(RecordField.VERSIONS).list(m.versions(), out::number);
                    about(m.features(), m.nodeName(), m.software());
                });
            case ControlMessage.Welcome m ->
                record(RecordKind.WELCOME, 4, () -> {
                    number(RecordField.VERSION, m.version());
                    about(m.features(), m.nodeName(), m.software());
                });
            case ControlMessage.Catalog m ->
                record(
                        RecordKind.CATALOG,
                        1,
                        () -> out.name(RecordField.DEVICES).list(m.devices(), this::device));
            case ControlMessage.DeviceArrived m ->
                record(RecordKind.DEVICE_ARRIVED, 1, () -> device(RecordField.DEVICE, m.device()));
            case ControlMessage.DeviceLeft m -> record(RecordKind.DEVICE_LEFT, 1, () -> busId(m.busId()));
            case ControlMessage.DeviceStatus m ->
                record(RecordKind.DEVICE_STATUS, 3, () -> {
                    busId(m.busId());
                    text(RecordField.NICKNAME, m.nickname());
                    text(RecordField.HOLDER, m.holder());
                });
            case ControlMessage.Attach m ->
                request(RecordKind.ATTACH, m.request(), 3, () -> {
                    busId(m.busId());
                    number(RecordField.MODE, m.mode().code());
                    text(RecordField.PIN, m.pin());
                });
            case ControlMessage.Queued m ->
                request(RecordKind.QUEUED, m.request(), 2, () -> {
                    number(RecordField.POSITION, m.position());
                    text(RecordField.HOLDER, m.holder());
                });
            case ControlMessage.Cancel m -> request(RecordKind.CANCEL, m.request(), 0, () -> {});
            case ControlMessage.Attached m ->
                request(RecordKind.ATTACHED, m.request(), 3, () -> {
                    lease(m.lease());
                    device(RecordField.DEVICE, m.device());
                    descriptors(m.descriptors());
                });
            case ControlMessage.Detach m -> request(RecordKind.DETACH, m.request(), 1, () -> lease(m.lease()));
            case ControlMessage.Detached m -> request(RecordKind.DETACHED, m.request(), 0, () -> {});
            case ControlMessage.Refused m ->
                request(RecordKind.REFUSED, m.request(), 2, () -> reason(m.code(), m.detail()));
            case ControlMessage.LeaseEnded m ->
                record(RecordKind.LEASE_ENDED, 3, () -> {
                    lease(m.lease());
                    reason(m.code(), m.detail());
                });
            case ControlMessage.LeaseWanted m ->
                record(RecordKind.LEASE_WANTED, 3, () -> {
                    lease(m.lease());
                    number(RecordField.WAITING, m.waiting());
                    text(RecordField.DETAIL, m.detail());
                });
            case ControlMessage.LeaseEnding m ->
                record(RecordKind.LEASE_ENDING, 4, () -> {
                    lease(m.lease());
                    number(RecordField.SECONDS, m.seconds());
                    reason(m.code(), m.detail());
                });
            case ControlMessage.Ping m -> request(RecordKind.PING, m.request(), 0, () -> {});
            case ControlMessage.Pong m -> request(RecordKind.PONG, m.request(), 0, () -> {});
            case ControlMessage.Paths(PathSignal.Open(var slot, var secret)) ->
                record(RecordKind.PATH_OPEN, 2, () -> {
                    bytes(
                            RecordField.SLOT,
                            ByteBuffer.allocate(Long.BYTES).putLong(slot).array());
                    bytes(RecordField.PATH_SECRET, secret);
                });
            case ControlMessage.Paths(PathSignal.Candidates(var addresses)) ->
                record(RecordKind.PATH_CANDIDATES, 2, () -> {
                    out.name(RecordField.ADDRESSES).list(addresses.direct(), this::address);
                    out.name(RecordField.RELAYS).list(addresses.relays(), relay -> out.text(relay.text()));
                });
            case ControlMessage.Paths(PathSignal.Punch()) -> record(RecordKind.PATH_PUNCH, 0, () -> {});
            case ControlMessage.Unsupported m ->
                record(RecordKind.UNSUPPORTED, 1, () -> text(RecordField.UNKNOWN_KIND, m.kind()));
            case ControlMessage.Unknown _ ->
                throw new IllegalArgumentException("a record of unknown kind is only ever read");
        }
    }

    /** @param fields without the kind */
    private void record(RecordKind kind, int fields, Runnable body) {
        out.map(fields + 1, () -> {
            text(RecordField.KIND, kind.text());
            body.run();
        });
    }

    /** @param fields without the kind and the request's number */
    private void request(RecordKind kind, int request, int fields, Runnable body) {
        record(kind, fields + 1, () -> {
            number(RecordField.REQUEST, request);
            body.run();
        });
    }

    private void address(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        out.bytes(ByteBuffer.allocate(ip.length + Short.BYTES)
                .put(ip)
                .putShort((short) address.getPort())
                .array());
    }

    private void about(List<String> features, String nodeName, String software) {
        out.name(RecordField.FEATURES).list(features, out::text);
        text(RecordField.NODE_NAME, nodeName);
        text(RecordField.SOFTWARE, software);
    }

    private void reason(RefusalCode code, String detail) {
        number(RecordField.CODE, code.code());
        text(RecordField.DETAIL, detail);
    }

    private void lease(LeaseId lease) {
        bytes(RecordField.LEASE, lease.toBytes());
    }

    private void busId(BusId busId) {
        text(RecordField.BUS_ID, busId.value());
    }

    private void device(RecordField field, UsbDeviceInfo device) {
        out.name(field);
        device(device);
    }

    private void device(UsbDeviceInfo d) {
        out.map(12, () -> {
            busId(d.busId());
            number(RecordField.BUS_NUMBER, d.busNumber());
            number(RecordField.DEVICE_NUMBER, d.deviceNumber());
            number(RecordField.SPEED, d.speed().code());
            number(RecordField.VENDOR_ID, d.vendorId());
            number(RecordField.PRODUCT_ID, d.productId());
            number(RecordField.BCD_DEVICE, d.bcdDevice());
            out.name(RecordField.DEVICE_CLASS).classCode(d.deviceClass());
            out.name(RecordField.INTERFACE_CLASSES).list(d.interfaceClasses(), out::classCode);
            text(RecordField.MANUFACTURER, d.manufacturer());
            text(RecordField.PRODUCT, d.product());
            text(RecordField.SERIAL, d.serial());
        });
    }

    private void descriptors(DescriptorSet d) {
        out.name(RecordField.DESCRIPTORS).map(5, () -> {
            bytes(RecordField.DEVICE_DESCRIPTOR, d.device());
            out.name(RecordField.CONFIGURATIONS).list(d.configurations(), out::bytes);
            out.name(RecordField.STRINGS).list(d.strings(), this::string);
            bytes(RecordField.BOS, d.bos());
            number(RecordField.ACTIVE_CONFIGURATION, d.activeConfiguration());
        });
    }

    private void string(StringDescriptor s) {
        out.map(3, () -> {
            number(RecordField.INDEX, s.index());
            number(RecordField.LANGUAGE_ID, s.languageId());
            bytes(RecordField.RAW, s.raw());
        });
    }

    private void number(RecordField field, int value) {
        out.name(field).number(value);
    }

    private void text(RecordField field, String value) {
        out.name(field).text(value);
    }

    private void bytes(RecordField field, byte[] value) {
        out.name(field).bytes(value);
    }
}
