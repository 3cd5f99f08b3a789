package dev.usbshare.tui;

/** Something a person did at the keyboard. */
public sealed interface Key {

    /** A character. */
    record Typed(int character) implements Key {
        public boolean is(char c) {
            return character == c;
        }
    }

    /** A text that came at once, without control characters. */
    record Pasted(String text) implements Key {}

    /** A key that is no character. */
    enum Named implements Key {
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        TAB,
        BACK_TAB,
        BACKSPACE,
        DELETE,
        /** Ctrl-C. */
        INTERRUPT,
        /** Ctrl-U: empties a field. */
        ERASE_LINE,
        /** Ctrl-L: draws everything anew. */
        REDRAW
    }

    static Key typed(char c) {
        return new Typed(c);
    }
}
