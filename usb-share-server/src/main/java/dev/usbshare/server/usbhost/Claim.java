package dev.usbshare.server.usbhost;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was taken from the kernel's drivers on one device, and so is to be given back.
 *
 * @param usbId {@code vid:pid}
 * @param serial empty if the device has none
 * @param configuration {@code bConfigurationValue} before we came, 0 if unconfigured
 * @param drivers the driver of each interface that had one, by interface number
 */
record Claim(BusId busId, String usbId, String serial, int configuration, SortedMap<Integer, String> drivers) {

    private static final String NONE = "-";

    Claim {
        drivers = new TreeMap<>(drivers);
    }

    boolean matches(UsbDeviceInfo device) {
        return busId.equals(device.busId()) && usbId.equals(device.usbId()) && serial.equals(device.serial());
    }

    /** One line: {@code 1-1.4 1d6b:0104 1 SN1 0=usb-storage,2=usbhid}; text percent-encoded, {@code -} for none. */
    String format() {
        var interfaces = new StringBuilder();
        drivers.forEach((number, driver) -> interfaces
                .append(interfaces.isEmpty() ? "" : ",")
                .append(number)
                .append('=')
                .append(encode(driver)));
        return String.join(
                " ",
                busId.value(),
                usbId,
                Integer.toString(configuration),
                encode(serial),
                interfaces.isEmpty() ? NONE : interfaces.toString());
    }

    /** @throws IllegalArgumentException if the line is not one that {@link #format} writes */
    static Claim parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException("5 fields expected, not " + fields.length);
        }
        var drivers = new TreeMap<Integer, String>();
        if (!fields[4].equals(NONE)) {
            for (String entry : fields[4].split(",", -1)) {
                int equals = entry.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("interface without a driver: " + entry);
                }
                drivers.put(Integer.valueOf(entry.substring(0, equals)), decode(entry.substring(equals + 1)));
            }
        }
        return new Claim(new BusId(fields[0]), fields[1], decode(fields[3]), Integer.parseInt(fields[2]), drivers);
    }

    private static String encode(String text) {
        // The encoder leaves '-' alone, so a text that is just that would read as none.
        return text.isEmpty() ? NONE : text.equals(NONE) ? "%2D" : URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return text.equals(NONE) ? "" : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
