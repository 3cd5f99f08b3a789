package dev.usbshare.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code help} says of one verb. */
final class VerbHelp {

    private VerbHelp() {}

    static String of(Verb verb) {
        var text = new StringBuilder(verb.usage()).append("\n  ").append(verb.getDescription());
        if (!verb.getAliases().isEmpty()) {
            text.append("\n  also: ").append(String.join(", ", verb.getAliases()));
        }
        section(text, "Arguments", rows(verb.arguments()));
        section(text, "Options", rows(verb.options()));
        return text.toString();
    }

    private static List<String[]> rows(List<Parameter> parameters) {
        var rows = new ArrayList<String[]>();
        for (Parameter p : parameters) {
            String letter = p.shortName() == ' ' ? "" : "-" + p.shortName() + ", ";
            rows.add(new String[] {letter + p.usage(), p.description()});
        }
        return rows;
    }

    private static void section(StringBuilder text, String title, List<String[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        text.append("\n\n").append(title).append(":\n");
        text.append(rows.stream()
                .map(row -> "  " + row[0] + " ".repeat(width - row[0].length()) + "  " + row[1])
                .collect(Collectors.joining("\n")));
    }
}
