package dev.usbshare.tui;

/**
 * A line of text that is being typed, and where in it.
 *
 * @param cursor a position between code points, counted in UTF-16 units
 */
public record TextField(String text, int cursor) {

    private static final int MAX_CHARS = 4_096;

    public static final TextField EMPTY = new TextField("", 0);

    public static TextField of(String text) {
        return new TextField(text, text.length());
    }

    /** The field after a key; this one if the key means nothing to it. */
    public TextField on(Key key) {
        return switch (key) {
            case Key.Typed(int c) -> insert(Character.toString(c));
            case Key.Pasted(String pasted) -> insert(pasted.strip());
            case Key.Named named -> on(named);
        };
    }

    private TextField on(Key.Named key) {
        return switch (key) {
            case LEFT -> cursor == 0 ? this : new TextField(text, text.offsetByCodePoints(cursor, -1));
            case RIGHT -> cursor == text.length() ? this : new TextField(text, text.offsetByCodePoints(cursor, 1));
            case HOME -> new TextField(text, 0);
            case END -> of(text);
            case BACKSPACE -> cursor == 0 ? this : without(text.offsetByCodePoints(cursor, -1), cursor);
            case DELETE -> cursor == text.length() ? this : without(cursor, text.offsetByCodePoints(cursor, 1));
            case ERASE_LINE -> EMPTY;
            case UP, DOWN, PAGE_UP, PAGE_DOWN, ENTER, ESCAPE, TAB, BACK_TAB, INTERRUPT, REDRAW -> this;
        };
    }

    private TextField insert(String more) {
        if (text.length() + more.length() > MAX_CHARS) {
            return this;
        }
        return new TextField(text.substring(0, cursor) + more + text.substring(cursor), cursor + more.length());
    }

    private TextField without(int from, int to) {
        return new TextField(text.substring(0, from) + text.substring(to), from);
    }

    /** Draws it over the whole row, so that its cursor is seen. */
    public void draw(Area row, boolean isActive) {
        Area field = row.on(Ground.FIELD).clear();
        int room = Math.max(1, field.columns() - 1);
        String before = CellText.clipStart(text.substring(0, cursor), room);
        int at = field.text(0, 0, Ink.TEXT, before);
        String after = text.substring(cursor);
        field.text(at, 0, Ink.TEXT, after.isEmpty() ? " " : after);
        if (isActive) {
            String under = after.isEmpty() ? " " : new String(Character.toChars(after.codePointAt(0)));
            field.on(Ground.SELECTED)
                    .part(at, 0, Math.max(1, CellText.width(under)), 1)
                    .text(0, 0, Ink.STRONG, under);
        }
    }
}
