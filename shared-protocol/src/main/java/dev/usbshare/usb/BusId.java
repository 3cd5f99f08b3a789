package dev.usbshare.usb;

import java.util.regex.Pattern;

/**
 * A device's place on its machine, as Linux names it: bus, then the chain of ports ({@code 1-1.4}). Stable while the
 * device stays in its socket. At most 31 characters: USB/IP gives it 32 bytes with a closing NUL.
 */
public record BusId(String value) implements Comparable<BusId> {

    public static final int MAX_CHARS = 31;
    private static final Pattern FORM = Pattern.compile("[0-9]{1,5}-[0-9]{1,3}(\\.[0-9]{1,3}){0,6}");

    public BusId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a bus id like 1-1.4");
        }
    }

    public static boolean isValid(String value) {
        return value.length() <= MAX_CHARS && FORM.matcher(value).matches();
    }

    @Override
    public int compareTo(BusId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
