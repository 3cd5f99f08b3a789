package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.CellText;
import dev.usbshare.tui.Ground;
import dev.usbshare.tui.Ink;
import java.util.List;

/** What lies over a page. */
public final class Dialogs {

    private static final int QUESTION_COLUMNS = 60;

    private Dialogs() {}

    /** An empty box in the middle; its inside is returned, a column narrower on each side than the frame. */
    public static Area box(Area area, int columns, int rows, String title) {
        Area box = area.centred(columns, rows).on(Ground.DIALOG).clear();
        return box.frame(Ink.ACCENT, Ink.STRONG, title).inset(1, 0);
    }

    /** A question that is answered with one of some keys. */
    public static void choice(Area area, String title, String question, Keys answers) {
        int columns = Math.min(QUESTION_COLUMNS, area.columns());
        List<String> lines = Lines.wrapped(question, columns - 4);
        Area inside = box(area, columns, lines.size() + 4, title);
        for (int i = 0; i < lines.size(); i++) {
            inside.text(0, i, Ink.TEXT, lines.get(i));
        }
        Keys.draw(inside.row(inside.rows() - 1), answers);
    }

    /** Texts with a way out at the bottom. */
    public static Area page(Area area, int columns, int rows, String title, Keys keys) {
        Area inside = box(area, columns, rows + 4, title);
        Keys.draw(inside.row(inside.rows() - 1), keys);
        return inside.part(0, 0, inside.columns(), inside.rows() - 2);
    }

    /** What every key does. */
    public static void help(Area area, String title, Keys keys, List<String> legend) {
        int label = keys.entries().stream()
                .mapToInt(entry -> CellText.width(entry.key()))
                .max()
                .orElse(0);
        int rows = keys.entries().size() + (legend.isEmpty() ? 0 : legend.size() + 1);
        Area inside = page(area, 72, rows, title, Keys.of("any key", "back"));
        int y = 0;
        for (Keys.Entry entry : keys.entries()) {
            inside.text(0, y, Ink.KEY, entry.key());
            inside.text(label + 2, y++, Ink.TEXT, entry.meaning());
        }
        for (String line : legend) {
            inside.text(0, ++y, Ink.FAINT, line);
        }
    }
}
