package dev.usbshare.client.driver;

import java.util.OptionalInt;

/** What the keys of a US keyboard type (HID Usage Tables, keyboard page). */
final class UsLayout {

    static final int LEFT_SHIFT = 0xe1;
    static final int RIGHT_SHIFT = 0xe5;

    private static final int FIRST = 0x04;
    private static final char NONE = 0;
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz1234567890\n\0\0\t -=[]\\\0;'`,./";
    private static final String SHIFTED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\n\0\0\t _+{}|\0:\"~<>?";

    private UsLayout() {}

    /** Empty for a key that types nothing. */
    static OptionalInt characterOf(int usage, boolean shift) {
        String row = shift ? SHIFTED : PLAIN;
        int index = usage - FIRST;
        char c = index >= 0 && index < row.length() ? row.charAt(index) : NONE;
        return c == NONE ? OptionalInt.empty() : OptionalInt.of(c);
    }
}
