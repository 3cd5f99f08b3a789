package dev.usbshare.client.firewall;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** The USB-IF's base classes, as people know them. */
final class UsbClassNames {

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0x01, "audio"),
            Map.entry(0x02, "communications"),
            Map.entry(0x03, "keyboard, mouse or other HID"),
            Map.entry(0x05, "physical"),
            Map.entry(0x06, "still image"),
            Map.entry(0x07, "printer"),
            Map.entry(0x08, "mass storage"),
            Map.entry(0x09, "hub"),
            Map.entry(0x0a, "communications data"),
            Map.entry(0x0b, "smart card"),
            Map.entry(0x0d, "content security"),
            Map.entry(0x0e, "video"),
            Map.entry(0x0f, "personal healthcare"),
            Map.entry(0x10, "audio/video"),
            Map.entry(0xdc, "diagnostic"),
            Map.entry(0xe0, "wireless controller"),
            Map.entry(0xef, "miscellaneous"),
            Map.entry(0xfe, "application specific"),
            Map.entry(0xff, "vendor specific"));

    /** {@code 03 (keyboard, mouse or other HID)}. */
    static String of(int usbClass) {
        String name = NAMES.get(usbClass);
        return "%02x".formatted(usbClass) + (name == null ? "" : " (" + name + ")");
    }

    static String of(Collection<Integer> classes) {
        return classes.stream().sorted().map(UsbClassNames::of).collect(Collectors.joining(", "));
    }

    private UsbClassNames() {}
}
