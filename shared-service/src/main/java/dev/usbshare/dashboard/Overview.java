package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The first page's body: a line that counts, a list of what can be chosen, and where there is room what is chosen. */
public final class Overview {

    /** Rows of facts about what is chosen. */
    private static final int FACT_ROWS = 7;

    private static final int FACT_COLUMNS = 44;
    private static final int GRAPH_COLUMNS = 24;

    /** With fewer rows the list has them all. */
    private static final int ROWS_WITH_FACTS = 16;

    /** A piece of the line that counts. */
    public record Count(Ink ink, String text) {}

    /**
     * What is chosen.
     *
     * @param history of what went through it; empty if nothing ever does
     */
    public record Chosen(String name, Optional<History> history, Consumer<Facts> facts) {}

    /**
     * The list.
     *
     * @param isEmpty lines to be shown instead of an empty one
     * @param selected its row; -1 for none
     */
    public record Choice(
            String title, List<Table.Column> columns, List<List<Table.Cell>> rows, int selected, List<String> isEmpty) {

        public Choice {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            isEmpty = List.copyOf(isEmpty);
        }
    }

    private Overview() {}

    public static <D extends Sight> void draw(
            Shown<D> shown, Area body, List<Count> counts, Choice choice, Optional<Chosen> chosen) {
        counts(shown, body.row(0), counts);
        Area rest = body.part(0, 1, body.columns(), body.rows() - 1);
        int below = rest.rows() >= ROWS_WITH_FACTS ? FACT_ROWS + 2 : 0;
        list(rest.part(0, 0, rest.columns(), rest.rows() - below), choice);
        if (below > 0) {
            chosen(rest.part(0, rest.rows() - below, rest.columns(), below), chosen);
        }
    }

    /** {@code 1 device}, {@code 2 devices}. */
    public static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static <D extends Sight> void counts(Shown<D> shown, Area row, List<Count> counts) {
        int x = 2;
        for (Count count : counts) {
            x = row.text(x, 0, count.ink(), count.text());
        }
        double in = 0;
        double out = 0;
        for (History history : shown.histories().values()) {
            in += history.now().bytesIn();
            out += history.now().bytesOut();
        }
        String rates = "↓ " + Units.rate(in) + "  ↑ " + Units.rate(out);
        if (in + out > 0 && x + 3 + rates.length() < row.columns()) {
            row.textBefore(row.columns() - 2, 0, Ink.STRONG, rates);
        }
    }

    /** A frame with a table in it, or with words on why there is nothing. */
    public static void list(Area area, Choice choice) {
        Area list = area.frame(Ink.BORDER, Ink.STRONG, choice.title());
        if (choice.rows().isEmpty()) {
            for (int i = 0; i < choice.isEmpty().size(); i++) {
                list.text(2, 1 + i, Ink.FAINT, choice.isEmpty().get(i));
            }
        } else {
            new Table(choice.columns(), choice.rows()).draw(list, choice.selected());
        }
    }

    private static void chosen(Area area, Optional<Chosen> chosen) {
        Area inside =
                area.frame(Ink.BORDER, Ink.ACCENT, chosen.map(Chosen::name).orElse(""));
        boolean hasGraph =
                chosen.flatMap(Chosen::history).isPresent() && inside.columns() >= FACT_COLUMNS + GRAPH_COLUMNS;
        int facts = hasGraph ? Math.max(FACT_COLUMNS, inside.columns() / 2) : inside.columns();
        chosen.ifPresent(what -> {
            what.facts().accept(new Facts(inside.part(1, 0, facts - 2, inside.rows())));
            what.history()
                    .ifPresent(history ->
                            Graph.draw(inside.part(facts, 0, inside.columns() - facts - 1, inside.rows()), history));
        });
    }
}
