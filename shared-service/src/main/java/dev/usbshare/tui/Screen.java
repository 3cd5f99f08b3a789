package dev.usbshare.tui;

import java.util.Arrays;

/**
 * A rectangle of cells, each with a character, an ink and a ground. What is drawn outside of it is not there. Not thread-safe.
 */
public final class Screen {

    /** In the second cell of a wide character. */
    static final int TAIL = 0;

    private final int columns;
    private final int rows;
    private final int[] characters;
    private final Ink[] inks;
    private final Ground[] grounds;

    public Screen(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        this.characters = new int[columns * rows];
        this.inks = new Ink[columns * rows];
        this.grounds = new Ground[columns * rows];
        Arrays.fill(characters, ' ');
        Arrays.fill(inks, Ink.TEXT);
        Arrays.fill(grounds, Ground.SCREEN);
    }

    public int columns() {
        return columns;
    }

    public int rows() {
        return rows;
    }

    /** All of it. */
    public Area area() {
        return new Area(this, 0, 0, columns, rows, Ground.SCREEN);
    }

    int characterAt(int x, int y) {
        return characters[y * columns + x];
    }

    Ink inkAt(int x, int y) {
        return inks[y * columns + x];
    }

    Ground groundAt(int x, int y) {
        return grounds[y * columns + x];
    }

    boolean isSameAt(int x, int y, Screen other) {
        int i = y * columns + x;
        return characters[i] == other.characters[i] && inks[i] == other.inks[i] && grounds[i] == other.grounds[i];
    }

    /** A character of one cell or two; one that does not fit wholly becomes a space. */
    void put(int x, int y, int character, int width, Ink ink, Ground ground) {
        if (y < 0 || y >= rows || x < 0 || x >= columns) {
            return;
        }
        cell(x, y, width == 2 && x + 1 == columns ? ' ' : character, ink, ground);
        if (width == 2 && x + 1 < columns) {
            cell(x + 1, y, TAIL, ink, ground);
        }
    }

    private void cell(int x, int y, int character, Ink ink, Ground ground) {
        int i = y * columns + x;
        // Half a wide character is none.
        if (characters[i] == TAIL && x > 0 && character != TAIL) {
            characters[i - 1] = ' ';
        }
        if (x + 1 < columns && characters[i + 1] == TAIL) {
            characters[i + 1] = ' ';
        }
        characters[i] = character;
        inks[i] = ink;
        grounds[i] = ground;
    }

    /** A row's text without its colours, and without the spaces at its end. */
    public String row(int y) {
        var text = new StringBuilder();
        for (int x = 0; x < columns; x++) {
            int c = characterAt(x, y);
            if (c != TAIL) {
                text.appendCodePoint(c);
            }
        }
        return text.toString().stripTrailing();
    }

    /** All rows, for tests and for looking at. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int y = 0; y < rows; y++) {
            text.append(row(y)).append('\n');
        }
        return text.toString();
    }
}
