package dev.usbshare.usb;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which classes a rule means: a base class in hex ({@code 08}), with a subclass ({@code 08/06}), with a protocol ({@code
 * 08/06/50}).
 *
 * @param baseClass 0..255
 * @param subClass 0..255, or {@value #ANY}
 * @param protocol 0..255, or {@value #ANY}; {@value #ANY} if the subclass is
 */
public record ClassPattern(int baseClass, int subClass, int protocol) {

    public static final int ANY = -1;

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{2})(?:/([0-9a-f]{2})(?:/([0-9a-f]{2}))?)?");

    public ClassPattern {
        requireByte(baseClass, 0);
        requireByte(subClass, ANY);
        requireByte(protocol, ANY);
        if (subClass == ANY && protocol != ANY) {
            throw new IllegalArgumentException("a protocol without a subclass");
        }
    }

    private static void requireByte(int value, int from) {
        if (value < from || value > 0xff) {
            throw new IllegalArgumentException("class code out of range: " + value);
        }
    }

    /** @throws IllegalArgumentException quoting the text and naming the possible forms */
    public static ClassPattern parse(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no USB class; use two hex digits like 08, with a subclass 08/06, or with a protocol"
                    + " 08/06/50");
        }
        return new ClassPattern(number(form, 1), number(form, 2), number(form, 3));
    }

    private static int number(Matcher form, int group) {
        String digits = form.group(group);
        return digits == null ? ANY : Integer.parseInt(digits, 16);
    }

    public boolean matches(ClassCode code) {
        return baseClass == code.baseClass()
                && (subClass == ANY || subClass == code.subClass())
                && (protocol == ANY || protocol == code.protocol());
    }

    /** Whether the device's own class, or that of an interface known without opening it, is meant. */
    public boolean matches(UsbDeviceInfo device) {
        return matches(device.deviceClass())
                || device.interfaceClasses().stream().anyMatch(this::matches);
    }

    /** Whether this means every class that the other means. */
    public boolean covers(ClassPattern other) {
        return baseClass == other.baseClass
                && (subClass == ANY || subClass == other.subClass)
                && (protocol == ANY || protocol == other.protocol);
    }

    @Override
    public String toString() {
        return "%02x".formatted(baseClass)
                + (subClass == ANY ? "" : "/%02x".formatted(subClass))
                + (protocol == ANY ? "" : "/%02x".formatted(protocol));
    }
}
