package dev.usbshare.console;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What is known of one thing, for people: {@code allowedClasses} is "allowed classes", what has no value is left out, and what has parts is
 * told part by part.
 */
final class Fields {

    private static final String GAP = "  ";

    /** Where the service's word is not what people say. */
    private static final Map<String, String> WORDS = Map.of("usbId", "vid:pid", "roundTripMillis", "round trip");

    private final Map<String, String> lines = new LinkedHashMap<>();

    private Fields() {}

    static Fields of(JsonNode thing) {
        var fields = new Fields();
        fields.add("", thing);
        return fields;
    }

    private void add(String prefix, JsonNode thing) {
        thing.propertyStream().forEach(field -> {
            String label = prefix + words(field.getKey());
            JsonNode value = field.getValue();
            if (value.isObject()) {
                add(label + " ", value);
                return;
            }
            String text = field.getKey().endsWith("Millis") ? millis(value) : TextTable.text(value);
            if (!text.isEmpty()) {
                lines.put(label, Texts.line(Times.isTime(text) ? Times.shown(value) : text));
            }
        });
    }

    private static String words(String name) {
        return WORDS.getOrDefault(
                name,
                name.replaceFirst("Millis$", "")
                        .replaceAll("([a-z])([A-Z])", "$1 $2")
                        .toLowerCase(Locale.ROOT));
    }

    private static String millis(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.1f ms", value.asDouble()) : "";
    }

    void print(PrintWriter out) {
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((label, text) -> out.println(label + " ".repeat(width - label.length()) + GAP + text));
    }
}
