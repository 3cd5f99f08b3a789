package dev.usbshare.usb;

import dev.usbshare.text.PlainText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which devices a rule means: a bus id ({@code 1-1.4}), {@code vid:pid} in hex where either side may be {@code *}, {@code
 * class:08} (see {@link ClassPattern}), {@code serial:ABC}, {@code nickname:scanner}, or {@code *} alone for every device, which a shell
 * leaves as it is when it is written {@code all}.
 *
 * <p>Kind, class and serial are what a device says of itself: whoever plugs one in can choose them. A bus id is a place.
 */
public sealed interface DevicePattern {

    /** Longest text of a serial number or a nickname. */
    int MAX_TEXT_CHARS = UsbDeviceInfo.MAX_TEXT_CHARS;

    /** @param nickname what a person calls the device; empty if nothing */
    boolean matches(UsbDeviceInfo device, String nickname);

    /** Where nicknames are not known. */
    default boolean matches(UsbDeviceInfo device) {
        return matches(device, "");
    }

    /** Whether this surely means every device that the other means. */
    default boolean covers(DevicePattern other) {
        return equals(other);
    }

    /** Every device. */
    record Any() implements DevicePattern {
        @Override
        public boolean matches(UsbDeviceInfo device, String nickname) {
            return true;
        }

        @Override
        public boolean covers(DevicePattern other) {
            return true;
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /** Whatever is plugged in at a place. */
    record AtBusId(BusId busId) implements DevicePattern {
        @Override
        public boolean matches(UsbDeviceInfo device, String nickname) {
            return device.busId().equals(busId);
        }

        @Override
        public String toString() {
            return busId.toString();
        }
    }

    /**
     * Devices of a kind.
     *
     * @param vendorId 0..65535, or {@value #ANY}
     * @param productId 0..65535, or {@value #ANY}
     */
    record OfKind(int vendorId, int productId) implements DevicePattern {
        static final int ANY = -1;

        @Override
        public boolean matches(UsbDeviceInfo device, String nickname) {
            return (vendorId == ANY || vendorId == device.vendorId())
                    && (productId == ANY || productId == device.productId());
        }

        @Override
        public boolean covers(DevicePattern other) {
            if (vendorId == ANY && productId == ANY) {
                return true;
            }
            return other instanceof OfKind(int vendor, int product)
                    && (vendorId == ANY || vendorId == vendor)
                    && (productId == ANY || productId == product);
        }

        @Override
        public String toString() {
            return hex(vendorId) + ":" + hex(productId);
        }

        private static String hex(int id) {
            return id == ANY ? "*" : "%04x".formatted(id);
        }
    }

    /** Devices of a class, their own or that of an interface of the configuration in use. */
    record OfClass(ClassPattern classes) implements DevicePattern {
        @Override
        public boolean matches(UsbDeviceInfo device, String nickname) {
            return classes.matches(device);
        }

        @Override
        public boolean covers(DevicePattern other) {
            return other instanceof OfClass(ClassPattern narrower) && classes.covers(narrower);
        }

        @Override
        public String toString() {
            return CLASS + classes;
        }
    }

    /** Devices with a serial number, to the letter. */
    record WithSerial(String serial) implements DevicePattern {
        @Override
        public boolean matches(UsbDeviceInfo device, String nickname) {
            return device.serial().equals(serial);
        }

        @Override
        public String toString() {
            return SERIAL + serial;
        }
    }

    /** The device that a person calls this, in upper or lower case. */
    record Nicknamed(String nickname) implements DevicePattern {
        @Override
        public boolean matches(UsbDeviceInfo device, String nickname) {
            return this.nickname.equalsIgnoreCase(nickname);
        }

        @Override
        public String toString() {
            return NICKNAME + nickname;
        }
    }

    Pattern KIND = Pattern.compile("([0-9a-f]{4}|\\*):([0-9a-f]{4}|\\*)");
    String CLASS = "class:";
    String SERIAL = "serial:";
    String NICKNAME = "nickname:";

    /** @throws IllegalArgumentException quoting the text and naming the possible forms */
    static DevicePattern parse(String text) {
        String stripped = text.strip();
        String t = stripped.toLowerCase(Locale.ROOT);
        if (t.equals("*") || t.equals("all")) {
            return new Any();
        }
        if (t.startsWith(CLASS)) {
            try {
                return new OfClass(ClassPattern.parse(t.substring(CLASS.length())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + text + "' is no device pattern: " + e.getMessage(), e);
            }
        }
        if (t.startsWith(SERIAL)) {
            return new WithSerial(
                    requireText(stripped.substring(SERIAL.length()).strip(), text));
        }
        if (t.startsWith(NICKNAME)) {
            return new Nicknamed(
                    requireText(stripped.substring(NICKNAME.length()).strip(), text));
        }
        var kind = KIND.matcher(t);
        if (kind.matches()) {
            return new OfKind(id(kind.group(1)), id(kind.group(2)));
        }
        if (BusId.isValid(t)) {
            return new AtBusId(new BusId(t));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no device pattern; use vid:pid like 046d:c52b or 046d:*, a bus id like 1-1.4,"
                        + " class:08, serial:ABC, nickname:scanner, or * (all)");
    }

    /**
     * Several, separated by commas.
     *
     * @throws IllegalArgumentException as {@link #parse}; an empty text is no list
     */
    static List<DevicePattern> parseList(String text) {
        return Arrays.stream(text.split(",", -1)).map(DevicePattern::parse).toList();
    }

    private static String requireText(String value, String whole) {
        if (value.isEmpty()
                || value.length() > MAX_TEXT_CHARS
                || !value.codePoints().allMatch(DevicePattern::isPlain)) {
            throw new IllegalArgumentException("'" + whole + "' is no device pattern: after the colon come 1 to "
                    + MAX_TEXT_CHARS + " printable characters, without a comma");
        }
        return value;
    }

    private static boolean isPlain(int codePoint) {
        return codePoint != ',' && PlainText.isPlain(codePoint);
    }

    private static int id(String text) {
        return text.equals("*") ? OfKind.ANY : Integer.parseInt(text, 16);
    }
}
