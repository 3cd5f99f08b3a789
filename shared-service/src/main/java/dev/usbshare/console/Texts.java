package dev.usbshare.console;

import dev.usbshare.text.PlainText;

/** Text of others, made safe for a terminal. */
final class Texts {

    private static final int MAX_CHARS = 1_000;

    private Texts() {}

    /** One line of it, not too long. */
    static String line(String text) {
        return PlainText.printable(text, MAX_CHARS);
    }
}
