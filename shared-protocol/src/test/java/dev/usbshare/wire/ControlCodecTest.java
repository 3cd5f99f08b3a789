package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.usb.UsbDeviceInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCodecTest {

    private static final Map<String, byte[]> VECTORS = Vectors.ofProtocol("record");

    static Stream<Arguments> vectors() {
        return RecordFixtures.records().entrySet().stream()
                .map(e -> Arguments.of(e.getKey(), e.getValue(), VECTORS.get(e.getKey())));
    }

    @Test
    void vectors_andFixtures_nameTheSameRecords() {
        assertThat(VECTORS.keySet()).isEqualTo(RecordFixtures.records().keySet());
        assertThat(VECTORS).hasSameSizeAs(RecordKind.values());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void record_encodesToItsVector(String name, ControlMessage record, byte[] vector) {
        assertThat(encode(record)).inHexadecimal().isEqualTo(vector);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void vector_decodesToItsRecord(String name, ControlMessage record, byte[] vector) {
        ControlMessage decoded =
                ControlCodec.decode(Unpooled.wrappedBuffer(vector).skipBytes(4));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(record);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void vector_inADirectBuffer_decodesToItsRecord(String name, ControlMessage record, byte[] vector) {
        ByteBuf direct = Unpooled.directBuffer().writeBytes(vector).skipBytes(4);

        assertThat(ControlCodec.decode(direct)).usingRecursiveComparison().isEqualTo(record);
        direct.release();
    }

    // What may differ between two nodes that understand each other.

    @Test
    void kind_mayComeLast() {
        assertThat(decode(fields("request", 7, "kind", "ping"))).isEqualTo(new ControlMessage.Ping(7));
    }

    @Test
    void unknownFields_areIgnored() {
        Map<String, Object> record = fields(
                "kind",
                "ping",
                "a",
                List.of(1, "x", Map.of("b", new byte[3])),
                "request",
                7,
                "c",
                new Cbor.Raw(0xfb, 1, 2, 3, 4, 5, 6, 7, 8),
                "d",
                -1L,
                "e",
                true,
                "f",
                new Cbor.Raw(0xf6),
                "g",
                new Cbor.Raw(0xc1, 0x1a, 1, 2, 3, 4),
                "h",
                "x".repeat(5000));

        assertThat(decode(record)).isEqualTo(new ControlMessage.Ping(7));
    }

    @Test
    void indefiniteLengths_areRead() {
        byte[] record = Vectors.bytes("""
                bf                                ; map
                7f 62 6b69 62 6e64 ff             ; "ki" "nd"
                7f 65 68656c6c6f ff               ; "hello"
                68 76657273696f6e73 9f 01 ff      ; versions
                68 6665617475726573 9f ff         ; features
                68 6e6f64654e616d65 60            ; nodeName
                68 736f667477617265 61 78         ; software
                ff
                """);

        assertThat(ControlCodec.decode(Unpooled.wrappedBuffer(record)))
                .isEqualTo(new ControlMessage.Hello(List.of(1), List.of(), "", "x"));
    }

    @Test
    void unknownKind_isAValue() {
        assertThat(decode(fields("kind", "queue", "place", 3))).isEqualTo(new ControlMessage.Unknown("queue"));
    }

    @Test
    void unknown_isNeverWritten() {
        ByteBuf out = Unpooled.buffer().writeByte(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ControlCodec.encode(new ControlMessage.Unknown("queue"), out));
        assertThat(out.readableBytes()).isEqualTo(1);
    }

    // What ends the connection.

    static Stream<Arguments> wrongRecords() {
        return Stream.of(
                Arguments.of("no map", 7),
                Arguments.of("a list", List.of("kind", "ping")),
                Arguments.of("no kind", fields("request", 1)),
                Arguments.of("kind of a wrong type", fields("kind", 1)),
                Arguments.of("kind twice", new Cbor.Raw(kindTwice())),
                Arguments.of("field missing", fields("kind", "ping")),
                Arguments.of("field null", fields("kind", "ping", "request", new Cbor.Raw(0xf6))),
                Arguments.of("number below 0", fields("kind", "ping", "request", -1)),
                Arguments.of("number above its range", fields("kind", "ping", "request", 1L << 31)),
                Arguments.of("number of 64 bits", fields("kind", "ping", "request", Long.MAX_VALUE)),
                Arguments.of("big number", fields("kind", "ping", "request", new Cbor.Raw(0xc2, 0x41, 1))),
                Arguments.of("fraction", fields("kind", "ping", "request", new Cbor.Raw(0xf9, 0x3c, 0))),
                Arguments.of("text for a number", fields("kind", "ping", "request", "1")),
                Arguments.of("name that is a number", new Cbor.Raw(0xa1, 1, 1)),
                Arguments.of("line break in a text", fields("kind", "que\nue")),
                Arguments.of("escape in a text", fields("kind", "\u001b[2J")),
                Arguments.of("text that is no UTF-8", fields("kind", new Cbor.Raw(0x62, 0xc3, 0x28))),
                Arguments.of("lone surrogate in a text", fields("kind", new Cbor.Raw(0x63, 0xed, 0xa0, 0x80))),
                Arguments.of("bus id of a wrong form", fields("kind", "attach", "request", 1, "busId", "../1")),
                Arguments.of("lease too short", fields("kind", "detach", "request", 1, "lease", new byte[15])),
                Arguments.of("lease as a text", fields("kind", "detach", "request", 1, "lease", "0123456789abcdef")),
                Arguments.of("refusal of no known code", refused(99)),
                Arguments.of("refusal of code 0", refused(0)),
                Arguments.of("speed of no known code", device("speed", 4)),
                Arguments.of("vendor above its range", device("vendorId", 0x10000)),
                Arguments.of("class above its range", device("deviceClass", 0x1000000)),
                Arguments.of("device number above its range", device("deviceNumber", 256)),
                Arguments.of("device without bus id", device("busId", List.of())),
                Arguments.of("device descriptor too short", attached("deviceDescriptor", new byte[17])),
                Arguments.of("no configuration", attached("configurations", List.of())),
                Arguments.of("broken configuration", attached("configurations", List.of(new byte[9]))),
                Arguments.of("configuration as a text", attached("configurations", List.of("x"))),
                Arguments.of("string that is a number", attached("strings", List.of(1))),
                Arguments.of("string without its bytes", attached("strings", List.of(fields("index", 1)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongRecords")
    void wrongRecord_closesWithMalformed(String name, Object record) {
        assertThat(refusal(Cbor.of(record))).isEqualTo(CloseCode.MALFORMED);
    }

    @Test
    void record_withBytesAfterIt_closesWithMalformed() {
        byte[] record = Cbor.of(fields("kind", "ping", "request", 1));

        assertThat(refusal(Arrays.copyOf(record, record.length + 1))).isEqualTo(CloseCode.MALFORMED);
    }

    static Stream<Arguments> largeRecords() {
        UsbDeviceInfo stick = RecordFixtures.STICK;
        Object nested = 1;
        for (int i = 0; i < WireLimits.MAX_CONTROL_DEPTH; i++) {
            nested = List.of(nested);
        }
        return Stream.of(
                Arguments.of("text_beyondLimit", fields("kind", "x".repeat(WireLimits.MAX_TEXT_CHARS + 1))),
                Arguments.of("depth_beyondLimit", fields("kind", "x", "y", nested)),
                Arguments.of("versions_beyondLimit", fields("versions", copies(WireLimits.MAX_VERSIONS + 1, 1))),
                Arguments.of("features_beyondLimit", fields("features", copies(WireLimits.MAX_FEATURES + 1, ""))),
                Arguments.of(
                        "devices_beyondLimit",
                        fields("devices", copies(WireLimits.MAX_CATALOG_DEVICES + 1, device(stick)))),
                Arguments.of(
                        "interfaces_beyondLimit", device("interfaceClasses", copies(WireLimits.MAX_INTERFACES + 1, 0))),
                Arguments.of("configurations_beyondLimit", attached("configurations", copies(9, new byte[9]))),
                Arguments.of("configuration_beyondLimit", attached("configurations", List.of(new byte[0x10000]))),
                Arguments.of(
                        "strings_beyondLimit",
                        attached("strings", copies(33, fields("index", 1, "languageId", 1, "raw", new byte[2])))),
                Arguments.of(
                        "string_beyondLimit",
                        attached("strings", List.of(fields("index", 1, "languageId", 1, "raw", new byte[256])))),
                Arguments.of("bos_beyondLimit", attached("bos", new byte[0x10000])),
                Arguments.of("lease_beyondLimit", fields("kind", "detach", "request", 1, "lease", new byte[17])));
    }

    @ParameterizedTest(name = "record_{0}_closesWithTooLarge")
    @MethodSource("largeRecords")
    void largeRecord_closesWithTooLarge(String name, Object record) {
        assertThat(refusal(Cbor.of(record))).isEqualTo(CloseCode.TOO_LARGE);
    }

    @Test
    void record_lengthBeyondLimit_closesWithTooLarge() {
        assertThat(refusal(new byte[WireLimits.MAX_CONTROL_RECORD_BYTES + 1])).isEqualTo(CloseCode.TOO_LARGE);
    }

    @Test
    void valuesAtTheirLimits_areRead() {
        Object nested = 1;
        for (int i = 1; i < WireLimits.MAX_CONTROL_DEPTH; i++) {
            nested = List.of(nested);
        }
        String kind = "x".repeat(WireLimits.MAX_TEXT_CHARS);
        byte[] record = Cbor.of(fields("kind", kind, "nested", nested, "filler", new byte[0]));
        int room = WireLimits.MAX_CONTROL_RECORD_BYTES - record.length - 4;

        byte[] largest = Cbor.of(fields("kind", kind, "nested", nested, "filler", new byte[room]));

        assertThat(largest).hasSize(WireLimits.MAX_CONTROL_RECORD_BYTES);
        assertThat(ControlCodec.decode(Unpooled.wrappedBuffer(largest))).isEqualTo(new ControlMessage.Unknown(kind));
    }

    @Test
    void fullCatalog_fitsOneRecord() {
        var catalog =
                new ControlMessage.Catalog(Collections.nCopies(WireLimits.MAX_CATALOG_DEVICES, RecordFixtures.STICK));

        byte[] bytes = encode(catalog);

        assertThat(ControlCodec.decode(Unpooled.wrappedBuffer(bytes).skipBytes(4)))
                .isEqualTo(catalog);
    }

    @Test
    void encode_recordBeyondLimit_isRefusedAndLeavesNothing() {
        UsbDeviceInfo s = RecordFixtures.STICK;
        String text = "x".repeat(UsbDeviceInfo.MAX_TEXT_CHARS);
        var large = new UsbDeviceInfo(
                s.busId(),
                1,
                1,
                s.speed(),
                1,
                1,
                1,
                s.deviceClass(),
                Collections.nCopies(WireLimits.MAX_INTERFACES, s.deviceClass()),
                text,
                text,
                text);
        ByteBuf out = Unpooled.buffer();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ControlCodec.encode(new ControlMessage.Catalog(copies(1024, large)), out));
        assertThat(out.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b\r\nc", "a\u001bb\u2028c", "a\u0085bc", "a\ud800bc"})
    void encode_textThatControlsTerminals_isCleaned(String text) {
        byte[] bytes = encode(new ControlMessage.Unsupported(text));

        assertThat(ControlCodec.decode(Unpooled.wrappedBuffer(bytes).skipBytes(4)))
                .isEqualTo(new ControlMessage.Unsupported("abc"));
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 24, 255, 256, 257, 5000})
    void encode_longText_isCutToItsLimit(int chars) {
        byte[] bytes = encode(new ControlMessage.Unsupported("é".repeat(chars)));

        assertThat(ControlCodec.decode(Unpooled.wrappedBuffer(bytes).skipBytes(4)))
                .isEqualTo(new ControlMessage.Unsupported("é".repeat(Math.min(chars, WireLimits.MAX_TEXT_CHARS))));
    }

    @Test
    void encode_pairAcrossTheLimit_isLeftOutWhole() {
        String text = "x".repeat(WireLimits.MAX_TEXT_CHARS - 1);

        byte[] bytes = encode(new ControlMessage.Unsupported(text + "😀"));

        assertThat(ControlCodec.decode(Unpooled.wrappedBuffer(bytes).skipBytes(4)))
                .isEqualTo(new ControlMessage.Unsupported(text));
    }

    static byte[] encode(ControlMessage record) {
        ByteBuf out = Unpooled.buffer();
        ControlCodec.encode(record, out);
        return ByteBufUtil.getBytes(out);
    }

    private static ControlMessage decode(Object record) {
        return ControlCodec.decode(Unpooled.wrappedBuffer(Cbor.of(record)));
    }

    private static CloseCode refusal(byte[] record) {
        return catchThrowableOfType(ProtocolException.class, () -> ControlCodec.decode(Unpooled.wrappedBuffer(record)))
                .code();
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static <T> List<T> copies(int count, T value) {
        return Collections.nCopies(count, value);
    }

    private static int[] kindTwice() {
        return new int[] {0xa2, 0x64, 'k', 'i', 'n', 'd', 0x61, 'x', 0x64, 'k', 'i', 'n', 'd', 0x61, 'y'};
    }

    private static Map<String, Object> refused(int code) {
        return fields("kind", "refused", "request", 1, "code", code, "detail", "");
    }

    private static Map<String, Object> device(UsbDeviceInfo d) {
        return fields(
                "busId",
                d.busId().value(),
                "busNumber",
                1,
                "deviceNumber",
                5,
                "speed",
                3,
                "vendorId",
                1,
                "productId",
                2,
                "bcdDevice",
                3,
                "deviceClass",
                0,
                "interfaceClasses",
                List.of(),
                "manufacturer",
                "",
                "product",
                "",
                "serial",
                "");
    }

    /** A DeviceArrived with one field of its device replaced. */
    private static Map<String, Object> device(String field, Object value) {
        Map<String, Object> device = device(RecordFixtures.STICK);
        device.put(field, value);
        return fields("kind", "device-arrived", "device", device);
    }

    /** An Attached with one field of its descriptors replaced. */
    private static Map<String, Object> attached(String field, Object value) {
        var d = RecordFixtures.descriptors();
        Map<String, Object> descriptors = fields(
                "deviceDescriptor",
                d.device(),
                "configurations",
                d.configurations(),
                "strings",
                List.of(),
                "bos",
                new byte[0],
                "activeConfiguration",
                1);
        descriptors.put(field, value);
        return fields(
                "kind",
                "attached",
                "request",
                1,
                "lease",
                new byte[16],
                "device",
                device(RecordFixtures.STICK),
                "descriptors",
                descriptors);
    }
}
