package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.CellText;
import dev.usbshare.tui.Ground;
import dev.usbshare.tui.Ink;
import dev.usbshare.tui.Sparkline;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in columns. Where there is no room for all columns, the least important ones are left out; where there is more, columns
 * grow to what is in them.
 */
public final class Table {

    private static final int GAP = 2;

    /**
     * A column.
     *
     * @param min cells that it needs to be there at all
     * @param max cells that it takes at most
     * @param importance the highest stays longest
     */
    public record Column(String title, int min, int max, int importance, boolean isRight) {

        public static Column left(String title, int min, int max, int importance) {
            return new Column(title, min, max, importance, false);
        }

        public static Column right(String title, int min, int max, int importance) {
            return new Column(title, min, max, importance, true);
        }
    }

    /**
     * What is in a row's column: a text, or a curve.
     *
     * @param top the curve's; zero for a text
     */
    public record Cell(Ink ink, String text, List<Double> curve, double top) {

        public Cell {
            curve = List.copyOf(curve);
        }

        public static Cell of(Ink ink, String text) {
            return new Cell(ink, text, List.of(), 0);
        }

        public static Cell curve(Ink ink, List<Double> values, double top) {
            return new Cell(ink, "", values, top);
        }
    }

    private final List<Column> columns;
    private final List<List<Cell>> rows;

    public Table(List<Column> columns, List<List<Cell>> rows) {
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
    }

    /**
     * Draws the titles and as many rows as fit, so that the selected one is among them.
     *
     * @param selected a row; -1 for none
     */
    public void draw(Area area, int selected) {
        Area body = area.part(1, 0, area.columns() - 2, area.rows());
        int[] widths = widths(body.columns());
        int x = 0;
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] > 0) {
                Column column = columns.get(i);
                Area cell = body.part(x, 0, widths[i], 1);
                write(cell, Cell.of(Ink.FAINT, column.title()), column.isRight());
                x += widths[i] + GAP;
            }
        }
        int room = area.rows() - 1;
        int first = firstShown(rows.size(), selected, room);
        for (int i = first; i < Math.min(rows.size(), first + room); i++) {
            Area row = area.row(1 + i - first);
            if (i == selected) {
                row = row.on(Ground.SELECTED).clear();
            }
            drawRow(row.part(1, 0, row.columns() - 2, 1), rows.get(i), widths);
        }
        if (room > 0 && first > 0) {
            area.text(area.columns() - 1, 1, Ink.FAINT, "▲");
        }
        if (room > 0 && first + room < rows.size()) {
            area.text(area.columns() - 1, room, Ink.FAINT, "▼");
        }
    }

    private void drawRow(Area row, List<Cell> cells, int[] widths) {
        int x = 0;
        for (int i = 0; i < cells.size(); i++) {
            if (widths[i] > 0) {
                write(row.part(x, 0, widths[i], 1), cells.get(i), columns.get(i).isRight());
                x += widths[i] + GAP;
            }
        }
    }

    private static void write(Area area, Cell cell, boolean isRight) {
        if (cell.top() > 0) {
            Sparkline.draw(area, cell.ink(), cell.curve(), cell.top());
        } else if (isRight) {
            area.textBefore(area.columns(), 0, cell.ink(), cell.text());
        } else {
            area.text(0, 0, cell.ink(), cell.text());
        }
    }

    /** The first of the rows that are shown: the selected one is in the middle where it can be. */
    public static int firstShown(int all, int selected, int room) {
        return Math.clamp(selected - room / 2L, 0, Math.max(0, all - room));
    }

    private int[] widths(int room) {
        var shown = new ArrayList<>(columns);
        while (needed(shown) > room && shown.size() > 1) {
            shown.remove(shown.stream()
                    .min((a, b) -> Integer.compare(a.importance(), b.importance()))
                    .orElseThrow());
        }
        var widths = new int[columns.size()];
        int spare = room - needed(shown);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = shown.contains(columns.get(i)) ? columns.get(i).min() : 0;
        }
        List<Column> byImportance = shown.stream()
                .sorted((a, b) -> Integer.compare(b.importance(), a.importance()))
                .toList();
        for (Column column : byImportance) {
            int i = columns.indexOf(column);
            int more = Math.clamp(wanted(i) - widths[i], Math.min(0, spare), Math.max(0, spare));
            widths[i] += more;
            spare -= more;
        }
        return widths;
    }

    private static int needed(List<Column> shown) {
        return shown.stream().mapToInt(Column::min).sum() + GAP * (shown.size() - 1);
    }

    private int wanted(int column) {
        Column facts = columns.get(column);
        int widest = CellText.width(facts.title());
        for (List<Cell> row : rows) {
            Cell cell = row.get(column);
            widest = Math.max(widest, cell.top() > 0 ? facts.max() : CellText.width(cell.text()));
        }
        return Math.clamp(widest, facts.min(), facts.max());
    }
}
