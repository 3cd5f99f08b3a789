package dev.usbshare.wire;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathSignal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every field of the control records, with how its value is read. A name has one type in all records, so that a record
 * can be read before its kind is known.
 */
@SuppressWarnings("ImmutableEnumChecker") // the readers are functions without state
enum RecordField {
    KIND("kind", CborIn::text),
    VERSIONS("versions", in -> in.list(WireLimits.MAX_VERSIONS, CborIn::u16)),
    VERSION("version", CborIn::u16),
    FEATURES("features", in -> in.list(WireLimits.MAX_FEATURES, CborIn::text)),
    NODE_NAME("nodeName", CborIn::text),
    SOFTWARE("software", CborIn::text),
    REQUEST("request", in -> in.integer(Integer.MAX_VALUE)),
    LEASE("lease", RecordReader::lease),
    CODE("code", CborIn::u16),
    DETAIL("detail", CborIn::text),
    SECRET("secret", RecordReader::secret),
    MODE("mode", CborIn::u8),
    PIN("pin", CborIn::text),
    NICKNAME("nickname", CborIn::text),
    HOLDER("holder", CborIn::text),
    POSITION("position", in -> in.integer(WireLimits.MAX_QUEUE)),
    WAITING("waiting", in -> in.integer(WireLimits.MAX_QUEUE)),
    SECONDS("seconds", in -> in.integer(Integer.MAX_VALUE)),
    SLOT("slot", RecordReader::slot),
    PATH_SECRET("pathSecret", in -> in.bytes(PathSignal.Open.SECRET_BYTES)),
    ADDRESSES("addresses", in -> in.list(NodeAddresses.MAX, RecordReader::address)),
    RELAYS("relays", in -> in.list(NodeAddresses.MAX, RecordReader::relay)),
    UNKNOWN_KIND("unknownKind", CborIn::text),

    DEVICES("devices", in -> in.list(WireLimits.MAX_CATALOG_DEVICES, RecordReader::device)),
    DEVICE("device", RecordReader::device),
    BUS_ID("busId", CborIn::text),
    BUS_NUMBER("busNumber", CborIn::u16),
    DEVICE_NUMBER("deviceNumber", CborIn::u8),
    SPEED("speed", CborIn::u8),
    VENDOR_ID("vendorId", CborIn::u16),
    PRODUCT_ID("productId", CborIn::u16),
    BCD_DEVICE("bcdDevice", CborIn::u16),
    DEVICE_CLASS("deviceClass", RecordReader::classCode),
    INTERFACE_CLASSES("interfaceClasses", in -> in.list(WireLimits.MAX_INTERFACES, RecordReader::classCode)),
    MANUFACTURER("manufacturer", CborIn::text),
    PRODUCT("product", CborIn::text),
    SERIAL("serial", CborIn::text),

    DESCRIPTORS("descriptors", RecordReader::descriptors),
    DEVICE_DESCRIPTOR("deviceDescriptor", in -> in.bytes(0xff)),
    CONFIGURATIONS("configurations", RecordReader::configurations),
    STRINGS("strings", RecordReader::strings),
    BOS("bos", in -> in.bytes(0xffff)),
    ACTIVE_CONFIGURATION("activeConfiguration", CborIn::u8),
    INDEX("index", CborIn::u8),
    LANGUAGE_ID("languageId", CborIn::u16),
    RAW("raw", in -> in.bytes(0xff));

    /** Reads a field's value at the parser's current token. */
    @FunctionalInterface
    interface ValueReader {
        Object read(CborIn in);
    }

    private static final Map<String, RecordField> BY_TEXT = new HashMap<>();

    static {
        for (RecordField field : values()) {
            BY_TEXT.put(field.text, field);
        }
    }

    private final String text;
    private final ValueReader reader;

    RecordField(String text, ValueReader reader) {
        this.text = text;
        this.reader = reader;
    }

    String text() {
        return text;
    }

    Object read(CborIn in) {
        return reader.read(in);
    }

    static @Nullable RecordField ofText(String text) {
        return BY_TEXT.get(text);
    }
}
