package dev.usbshare.tui;

/**
 * A part of a screen with its own origin: what is drawn outside of it is not there. The parts of it are cut to fit, so that a
 * view may be drawn at any size.
 *
 * @param x of its first column on the screen
 * @param y of its first row on the screen
 * @param ground behind what is drawn
 */
public record Area(Screen screen, int x, int y, int columns, int rows, Ground ground) {

    private static final int MIN_FRAME = 2;

    public Area {
        columns = Math.max(0, columns);
        rows = Math.max(0, rows);
    }

    /** A part of it, cut to fit. */
    public Area part(int fromX, int fromY, int partColumns, int partRows) {
        int left = Math.clamp(fromX, 0, columns);
        int top = Math.clamp(fromY, 0, rows);
        return new Area(
                screen,
                x + left,
                y + top,
                Math.min(partColumns - (left - fromX), columns - left),
                Math.min(partRows - (top - fromY), rows - top),
                ground);
    }

    public Area row(int fromY) {
        return part(0, fromY, columns, 1);
    }

    /** Without so many columns and rows on each side. */
    public Area inset(int byColumns, int byRows) {
        return part(byColumns, byRows, columns - 2 * byColumns, rows - 2 * byRows);
    }

    /** In the middle of it, cut to fit. */
    public Area centred(int wantedColumns, int wantedRows) {
        int width = Math.min(wantedColumns, columns);
        int height = Math.min(wantedRows, rows);
        return part((columns - width) / 2, (rows - height) / 2, width, height);
    }

    public Area on(Ground other) {
        return new Area(screen, x, y, columns, rows, other);
    }

    /** Makes it empty; so it gets its ground. */
    public Area clear() {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                screen.put(x + column, y + row, ' ', 1, Ink.TEXT, ground);
            }
        }
        return this;
    }

    /**
     * Writes a text, cut at the end of the row.
     *
     * @return the column after it
     */
    public int text(int atX, int atY, Ink ink, String text) {
        if (atY < 0 || atY >= rows || atX >= columns) {
            return atX;
        }
        int at = atX;
        for (int c : CellText.characters(CellText.clip(text, columns - atX)).toArray()) {
            int width = CellText.width(c);
            if (at >= 0 && at + width <= columns) {
                screen.put(x + at, y + atY, c, width, ink, ground);
            }
            at += width;
        }
        return at;
    }

    /** Writes a text that ends before a column. */
    public int textBefore(int endX, int atY, Ink ink, String text) {
        int start = Math.max(0, endX - CellText.width(text));
        text(start, atY, ink, text);
        return start;
    }

    /** Draws a frame around it with a title in its upper edge; the inside is returned. */
    public Area frame(Ink edge, Ink ink, String title) {
        if (columns < MIN_FRAME || rows < MIN_FRAME) {
            return part(0, 0, 0, 0);
        }
        String line = "─".repeat(columns - 2);
        text(0, 0, edge, "╭" + line + "╮");
        for (int row = 1; row < rows - 1; row++) {
            text(0, row, edge, "│");
            text(columns - 1, row, edge, "│");
        }
        text(0, rows - 1, edge, "╰" + line + "╯");
        if (!title.isEmpty() && columns > 6) {
            part(2, 0, columns - 4, 1).text(0, 0, ink, " " + CellText.clip(title, columns - 6) + " ");
        }
        return inset(1, 1);
    }
}
