package dev.usbshare.simulation;

/** Which key of a US keyboard types a character (HID Usage Tables 1.12, keyboard page). */
final class KeyboardLayout {

    /** No such character on the layout. */
    static final int NONE = 0;

    private static final int SHIFT = 0x02 << 8;
    private static final int KEY_A = 0x04;
    private static final int KEY_1 = 0x1e;
    private static final int KEY_0 = 0x27;
    /** From usage 0x28 on, without and with shift; blanks are keys that type nothing (escape, backspace) or are not US. */
    private static final int KEY_ENTER = 0x28;

    private static final String PLAIN = "\n\0\0\t -=[]\\\0;'`,./";
    private static final String SHIFTED = "\0\0\0\0\0_+{}|\0:\"~<>?";
    private static final String SHIFTED_DIGITS = "!@#$%^&*()";

    private KeyboardLayout() {}

    /** Modifier byte in bits 15..8, usage in bits 7..0, or {@link #NONE}. */
    static int keyOf(char c) {
        if (c >= 'a' && c <= 'z') {
            return KEY_A + c - 'a';
        }
        if (c >= 'A' && c <= 'Z') {
            return SHIFT | (KEY_A + c - 'A');
        }
        if (c >= '1' && c <= '9') {
            return KEY_1 + c - '1';
        }
        if (c == '0') {
            return KEY_0;
        }
        if (c == '\0') {
            return NONE;
        }
        int digit = SHIFTED_DIGITS.indexOf(c);
        int plain = PLAIN.indexOf(c);
        int shifted = SHIFTED.indexOf(c);
        if (digit >= 0) {
            return SHIFT | (KEY_1 + digit);
        }
        if (plain >= 0) {
            return KEY_ENTER + plain;
        }
        return shifted >= 0 ? SHIFT | (KEY_ENTER + shifted) : NONE;
    }
}
