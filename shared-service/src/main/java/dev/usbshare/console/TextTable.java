package dev.usbshare.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;
import tools.jackson.databind.JsonNode;

/**
 * Rows of a service's answer in aligned columns. Where the terminal is too narrow, minor columns are left out and long texts cut, and a
 * last line says so; {@code --wide} shows everything.
 *
 * @param empty the sentence when there is no row
 */
public record TextTable(String empty, List<Column> columns) {

    static final String WIDE = "wide";

    private static final String GAP = "  ";
    private static final String CUT = "…";

    /** Narrower than this a text says nothing any more. */
    private static final int LEAST_TEXT = 12;

    /** What becomes of a column where there is too little room. */
    enum Kind {
        /** It stays as it is. */
        FIRM,
        /** It is cut. */
        TEXT,
        /** It is left out, the last one first. */
        MINOR
    }

    /** @param text what of a row it shows */
    record Column(String header, Kind kind, Function<JsonNode, String> text) {}

    public TextTable {
        columns = List.copyOf(columns);
    }

    public static TextTable orElse(String empty) {
        return new TextTable(empty, List.of());
    }

    /** One more column, of a field; of one of its own fields with a dot in the name. */
    public TextTable column(String header, String field) {
        return column(header, field(field));
    }

    public TextTable column(String header, Function<JsonNode, String> text) {
        return with(new Column(header, Kind.FIRM, text));
    }

    /** As {@link #column}, for what may be cut where there is too little room. */
    public TextTable text(String header, String field) {
        return text(header, field(field));
    }

    public TextTable text(String header, Function<JsonNode, String> text) {
        return with(new Column(header, Kind.TEXT, text));
    }

    /** As {@link #column}, for what is left out first. */
    public TextTable minor(String header, String field) {
        return minor(header, field(field));
    }

    public TextTable minor(String header, Function<JsonNode, String> text) {
        return with(new Column(header, Kind.MINOR, text));
    }

    private TextTable with(Column column) {
        var more = new ArrayList<>(columns);
        more.add(column);
        return new TextTable(empty, more);
    }

    private static Function<JsonNode, String> field(String name) {
        return row -> text(row.at("/" + name.replace('.', '/')));
    }

    /** A value as people read it: nothing for null, a list with commas. */
    public static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        if (value.isArray()) {
            return value.valueStream()
                    .map(TextTable::text)
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }

    /** @param width of the terminal in columns */
    void print(PrintWriter out, JsonNode rows, int width) {
        if (rows.isEmpty()) {
            out.println(empty);
            return;
        }
        var lines = new ArrayList<List<String>>();
        lines.add(columns.stream().map(Column::header).toList());
        for (JsonNode row : rows) {
            lines.add(columns.stream().map(c -> Texts.line(c.text().apply(row))).toList());
        }
        Layout layout = Layout.of(columns.stream().map(Column::kind).toList(), lines, width);
        lines.forEach(line -> out.println(layout.line(line)));
        layout.loss(lines.getFirst()).ifPresent(out::println);
    }

    /**
     * How wide each column is.
     *
     * @param whole to show everything; 0 for a column with nothing in it
     * @param widths as there is room; 0 for one that is left out
     */
    private record Layout(int[] whole, int[] widths) {

        static Layout of(List<Kind> kinds, List<List<String>> lines, int width) {
            int[] whole = whole(lines);
            int[] widths = whole.clone();
            // What is empty in all rows takes no room, where room is short.
            for (int i = 0; i < widths.length && sum(widths) > width; i++) {
                int column = i;
                if (lines.stream().skip(1).allMatch(line -> line.get(column).isEmpty())) {
                    widths[i] = 0;
                    whole[i] = 0;
                }
            }
            for (int i = widths.length - 1; i >= 0 && least(kinds, widths) > width; i--) {
                widths[i] = kinds.get(i) == Kind.MINOR ? 0 : widths[i];
            }
            for (int longest = longestText(kinds, widths); longest >= 0; longest = longestText(kinds, widths)) {
                int excess = sum(widths) - width;
                if (excess <= 0) {
                    break;
                }
                widths[longest] = Math.max(LEAST_TEXT, widths[longest] - excess);
            }
            return new Layout(whole, widths);
        }

        private static int[] whole(List<List<String>> lines) {
            var widths = new int[lines.getFirst().size()];
            for (List<String> line : lines) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], columnsOf(line.get(i)));
                }
            }
            return widths;
        }

        private static int sum(int[] widths) {
            int shown = (int) IntStream.of(widths).filter(w -> w > 0).count();
            return IntStream.of(widths).sum() + GAP.length() * Math.max(0, shown - 1);
        }

        /** With every text as short as may be. */
        private static int least(List<Kind> kinds, int[] widths) {
            int[] least = IntStream.range(0, widths.length)
                    .map(i -> kinds.get(i) == Kind.TEXT ? Math.min(LEAST_TEXT, widths[i]) : widths[i])
                    .toArray();
            return sum(least);
        }

        private static int longestText(List<Kind> kinds, int[] widths) {
            return IntStream.range(0, widths.length)
                    .filter(i -> kinds.get(i) == Kind.TEXT && widths[i] > LEAST_TEXT)
                    .boxed()
                    .max(Comparator.comparingInt(i -> widths[i]))
                    .orElse(-1);
        }

        String line(List<String> cells) {
            var text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > 0) {
                    String cell = cut(cells.get(i), widths[i]);
                    text.append(text.isEmpty() ? "" : GAP).append(cell).append(" ".repeat(widths[i] - columnsOf(cell)));
                }
            }
            return text.toString().stripTrailing();
        }

        /** What a reader of the narrow table must know. */
        Optional<String> loss(List<String> headers) {
            if (Arrays.equals(whole, widths)) {
                return Optional.empty();
            }
            String without = IntStream.range(0, widths.length)
                    .filter(i -> widths[i] == 0 && whole[i] > 0)
                    .mapToObj(headers::get)
                    .collect(Collectors.joining(", "));
            return Optional.of(
                    without.isEmpty()
                            ? "(cut to fit; --wide shows all)"
                            : "(without " + without + "; --wide shows all)");
        }
    }

    private static String cut(String text, int width) {
        if (columnsOf(text) <= width) {
            return text;
        }
        var kept = new StringBuilder();
        int used = 0;
        for (int codePoint : text.codePoints().toArray()) {
            used += Math.max(0, WCWidth.wcwidth(codePoint));
            if (used >= width) {
                break;
            }
            kept.appendCodePoint(codePoint);
        }
        return kept + CUT;
    }

    private static int columnsOf(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }
}
