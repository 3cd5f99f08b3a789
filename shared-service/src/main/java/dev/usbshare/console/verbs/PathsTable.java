package dev.usbshare.console.verbs;

import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import tools.jackson.databind.JsonNode;

/** The rows of {@code paths}: a way to a peer in each, and why the one that is taken is not a direct one. */
public final class PathsTable {

    private PathsTable() {}

    /** @param peer heads the column of names */
    public static TextTable of(String peer) {
        return TextTable.orElse("nobody is connected")
                .column(peer, row -> row.path("name").asString().isEmpty() ? text(row, "id") : text(row, "name"))
                .column("USED", row -> row.path("active").asBoolean() ? "*" : "")
                .column("PATH", "kind")
                .text("TO", "target")
                .column("STATE", "state")
                .column(
                        "RTT",
                        row -> row.has("rttMillis")
                                ? "%.1f ms".formatted(row.path("rttMillis").asDouble())
                                : "")
                .column(
                        "LOSS",
                        row -> "%.0f %%".formatted(row.path("lossPercent").asDouble()))
                .minor("SINCE", row -> Times.shown(row.path("since")))
                .minor("SWITCHES", row -> row.path("active").asBoolean() ? text(row, "switches") : "")
                .text("WHY NOT DIRECT", row -> row.has("detail") ? text(row, "detail") : text(row, "notDirect"));
    }

    private static String text(JsonNode row, String field) {
        return TextTable.text(row.path(field));
    }
}
