package dev.usbshare.usb;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which devices a rule means: a bus id ({@code 1-1.4}), {@code vid:pid} in hex where either side may be {@code *}, or
 * {@code *} alone for every device.
 */
public sealed interface DevicePattern {

    boolean matches(UsbDeviceInfo device);

    /** Every device. */
    record Any() implements DevicePattern {
        @Override
        public boolean matches(UsbDeviceInfo device) {
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
        public boolean matches(UsbDeviceInfo device) {
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
        public boolean matches(UsbDeviceInfo device) {
            return (vendorId == ANY || vendorId == device.vendorId())
                    && (productId == ANY || productId == device.productId());
        }

        @Override
        public String toString() {
            return hex(vendorId) + ":" + hex(productId);
        }

        private static String hex(int id) {
            return id == ANY ? "*" : "%04x".formatted(id);
        }
    }

    Pattern KIND = Pattern.compile("([0-9a-f]{4}|\\*):([0-9a-f]{4}|\\*)");

    /** @throws IllegalArgumentException quoting the text and naming the possible forms */
    static DevicePattern parse(String text) {
        String t = text.strip().toLowerCase(Locale.ROOT);
        if (t.equals("*")) {
            return new Any();
        }
        var kind = KIND.matcher(t);
        if (kind.matches()) {
            return new OfKind(id(kind.group(1)), id(kind.group(2)));
        }
        if (BusId.isValid(t)) {
            return new AtBusId(new BusId(t));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no device pattern; use vid:pid like 046d:c52b or 046d:*, a bus id like 1-1.4, or *");
    }

    private static int id(String text) {
        return text.equals("*") ? OfKind.ANY : Integer.parseInt(text, 16);
    }
}
