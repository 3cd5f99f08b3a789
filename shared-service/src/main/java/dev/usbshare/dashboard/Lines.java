package dev.usbshare.dashboard;

import dev.usbshare.tui.CellText;
import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
public final class Lines {

    private Lines() {}

    /** Lines of at most so many cells, broken at blanks where there are some. At least one line. */
    public static List<String> wrapped(String text, int cells) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        int room = Math.max(1, cells);
        for (String word : text.strip().split("\\s+")) {
            String left = word;
            int needed = CellText.width(line.toString()) + (line.isEmpty() ? 0 : 1) + CellText.width(left);
            if (!line.isEmpty() && needed > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (CellText.width(left) > room) {
                String piece = piece(left, room);
                lines.add(piece);
                left = left.substring(piece.length());
            }
            line.append(line.isEmpty() ? "" : " ").append(left);
        }
        if (!line.isEmpty() || lines.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** The longest beginning that fits; at least one character. */
    private static String piece(String word, int cells) {
        int end = word.offsetByCodePoints(0, 1);
        while (end < word.length() && CellText.width(word.substring(0, word.offsetByCodePoints(end, 1))) <= cells) {
            end = word.offsetByCodePoints(end, 1);
        }
        return word.substring(0, end);
    }
}
