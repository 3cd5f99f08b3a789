package dev.usbshare.tui;

/**
 * Turns one screen into the next with as few characters as it can, as a text to be written to the terminal.
 *
 * <p>Every run of changed cells is placed absolutely, and so is what follows a character whose width terminals disagree on: if
 * one is drawn wider or narrower than thought, only its own cells look wrong. Needs cursor addressing (CUP) and SGR of ECMA-48; the
 * terminal must not wrap at its right edge.
 */
final class Painter {

    private static final String CSI = "\u001b[";

    /** Bytes of an absolute move: leaving out fewer unchanged cells than that saves nothing. */
    private static final int MOVE_COST = 6;

    private static final int FIRST_BOX = 0x2500;
    private static final int LAST_BLOCK = 0x259f;
    private static final int UNKNOWN = -1;

    private final Look look;
    private final boolean ascii;
    private final StringBuilder out = new StringBuilder();
    private int cursorX = UNKNOWN;
    private int cursorY = UNKNOWN;
    private String style = "";

    /** @param ascii whether nothing else can be written */
    Painter(Look look, boolean ascii) {
        this.look = look;
        this.ascii = ascii;
    }

    /** @param before what the terminal shows; of another size for nothing known */
    String paint(Screen before, Screen next) {
        out.setLength(0);
        cursorX = UNKNOWN;
        cursorY = UNKNOWN;
        style = "";
        boolean whole = before.columns() != next.columns() || before.rows() != next.rows();
        if (whole) {
            out.append(CSI).append("0m").append(CSI).append("2J");
        }
        for (int y = 0; y < next.rows(); y++) {
            paintRow(before, next, y, whole);
        }
        if (!style.isEmpty()) {
            out.append(CSI).append("0m");
        }
        return out.toString();
    }

    private void paintRow(Screen before, Screen next, int y, boolean whole) {
        for (int x = 0; x < next.columns(); x++) {
            boolean changed = whole || !next.isSameAt(x, y, before);
            // The tail changes when the head does, or the head was drawn over it.
            if (changed && next.characterAt(x, y) != Screen.TAIL) {
                bridgeGap(next, x, y);
                paintCell(next, x, y);
            }
        }
    }

    /** Unchanged cells are drawn again where that is shorter than moving over them. */
    private void bridgeGap(Screen next, int x, int y) {
        if (cursorY != y || cursorX == UNKNOWN || cursorX >= x || x - cursorX > MOVE_COST) {
            return;
        }
        for (int gap = cursorX; gap < x; gap++) {
            int c = next.characterAt(gap, y);
            if (!isPlaced(c)
                    || !look.sgr(next.inkAt(gap, y), next.groundAt(gap, y)).equals(style)) {
                return;
            }
        }
        for (int gap = cursorX; gap < x; gap++) {
            out.appendCodePoint(glyph(next.characterAt(gap, y)));
        }
        cursorX = x;
    }

    private void paintCell(Screen next, int x, int y) {
        moveTo(x, y);
        String wanted = look.sgr(next.inkAt(x, y), next.groundAt(x, y));
        if (!wanted.equals(style)) {
            out.append(CSI).append(wanted).append('m');
            style = wanted;
        }
        int c = next.characterAt(x, y);
        boolean wide = x + 1 < next.columns() && next.characterAt(x + 1, y) == Screen.TAIL;
        if (wide) {
            // A terminal that draws it narrower must not keep what was there.
            out.append("  ");
            cursorX = UNKNOWN;
            moveTo(x, y);
        }
        out.appendCodePoint(glyph(c));
        cursorX = isPlaced(c) && !wide && x + 1 < next.columns() ? x + 1 : UNKNOWN;
    }

    private void moveTo(int x, int y) {
        if (cursorX != x || cursorY != y) {
            out.append(CSI).append(y + 1).append(';').append(x + 1).append('H');
            cursorX = x;
            cursorY = y;
        }
    }

    private int glyph(int character) {
        return ascii ? Glyphs.ascii(character) : character;
    }

    /** Whether every terminal agrees that it takes one cell. */
    private static boolean isPlaced(int character) {
        return (character >= ' ' && character < 0x7f) || (character >= FIRST_BOX && character <= LAST_BLOCK);
    }
}
