package dev.usbshare.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.utils.WCWidth;
import tools.jackson.databind.JsonNode;

/**
 * Rows of a service's answer in aligned columns. Where the terminal is too narrow the last column is cut.
 *
 * @param empty the sentence when there is no row
 */
public record TextTable(String empty, List<Column> columns) {

    private static final String GAP = "  ";
    private static final String CUT = "…";

    /** @param text what of a row it shows */
    public record Column(String header, Function<JsonNode, String> text) {}

    public TextTable {
        columns = List.copyOf(columns);
    }

    public static TextTable orElse(String empty) {
        return new TextTable(empty, List.of());
    }

    /** One more column, of a field; of one of its own fields with a dot in the name. */
    public TextTable column(String header, String field) {
        return column(header, row -> text(row.at("/" + field.replace('.', '/'))));
    }

    public TextTable column(String header, Function<JsonNode, String> text) {
        var more = new ArrayList<>(columns);
        more.add(new Column(header, text));
        return new TextTable(empty, more);
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
        var widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], columnsOf(line.get(i)));
            }
        }
        for (List<String> line : lines) {
            var text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = line.get(i);
                text.append(i == 0 ? "" : GAP).append(cell).append(" ".repeat(widths[i] - columnsOf(cell)));
            }
            out.println(cut(text.toString().stripTrailing(), width));
        }
    }

    private static String cut(String line, int width) {
        if (columnsOf(line) <= width) {
            return line;
        }
        var kept = new StringBuilder();
        int used = 0;
        for (int codePoint : line.codePoints().toArray()) {
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
