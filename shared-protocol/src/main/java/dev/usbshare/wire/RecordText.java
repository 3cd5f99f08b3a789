package dev.usbshare.wire;

import dev.usbshare.text.PlainText;

/** Text of control records: it reaches logs and terminals of people, so nothing in it may control them. */
final class RecordText {

    /** Cuts to the limit and leaves out what {@link #isClean} refuses: for text we send. */
    static String clean(String text) {
        return isClean(text) ? text : PlainText.clean(text, WireLimits.MAX_TEXT_CHARS);
    }

    /** Whether the text is short enough and plain. */
    static boolean isClean(String text) {
        return text.length() <= WireLimits.MAX_TEXT_CHARS && PlainText.isPlain(text);
    }

    private RecordText() {}
}
