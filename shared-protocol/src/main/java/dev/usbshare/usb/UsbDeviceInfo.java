package dev.usbshare.usb;

import dev.usbshare.text.PlainText;
import java.util.List;

/**
 * What is known of a device without opening it: one row of the catalog.
 *
 * @param deviceNumber {@code devnum}, 1..127; changes when the device is plugged again
 * @param vendorId 0..65535
 * @param productId 0..65535
 * @param bcdDevice the device's release number
 * @param deviceClass {@code bDeviceClass}; 0 where the interfaces say it
 * @param interfaceClasses one entry for each interface of the active configuration, alternate setting 0
 * @param manufacturer text from the device, cleaned of control characters; empty if it gives none
 * @param product as {@code manufacturer}
 * @param serial as {@code manufacturer}
 */
public record UsbDeviceInfo(
        BusId busId,
        int busNumber,
        int deviceNumber,
        UsbSpeed speed,
        int vendorId,
        int productId,
        int bcdDevice,
        ClassCode deviceClass,
        List<ClassCode> interfaceClasses,
        String manufacturer,
        String product,
        String serial) {

    /** Longest text taken over from a device's string descriptor: a descriptor holds at most 126 UTF-16 units. */
    public static final int MAX_TEXT_CHARS = 126;

    public UsbDeviceInfo {
        requireId("vendorId", vendorId);
        requireId("productId", productId);
        interfaceClasses = List.copyOf(interfaceClasses);
        manufacturer = clean(manufacturer);
        product = clean(product);
        serial = clean(serial);
    }

    /** {@code vid:pid} in four-digit hex, the form people know from lsusb. */
    public String usbId() {
        return "%04x:%04x".formatted(vendorId, productId);
    }

    /** Hubs are never shared. */
    public boolean isHub() {
        return deviceClass.baseClass() == ClassCode.HUB;
    }

    private static void requireId(String what, int value) {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException(what + " out of range: " + value);
        }
    }

    private static String clean(String text) {
        return PlainText.clean(text, MAX_TEXT_CHARS).strip();
    }
}
