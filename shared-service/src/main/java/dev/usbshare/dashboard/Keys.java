package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.CellText;
import dev.usbshare.tui.Ink;
import java.util.ArrayList;
import java.util.List;

/** A line of keys and what they do; those that do not fit are left out, the last ones first. */
public record Keys(List<Entry> entries) {

    /** @param meaning in a word or two */
    public record Entry(String key, String meaning) {}

    public Keys {
        entries = List.copyOf(entries);
    }

    /** Keys and meanings by turns. */
    public static Keys of(String... keysAndMeanings) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i + 1 < keysAndMeanings.length; i += 2) {
            entries.add(new Entry(keysAndMeanings[i], keysAndMeanings[i + 1]));
        }
        return new Keys(entries);
    }

    static void draw(Area row, Keys keys) {
        int x = 0;
        for (Entry entry : keys.entries()) {
            int needed = CellText.width(entry.key()) + 1 + CellText.width(entry.meaning());
            if (x + needed > row.columns()) {
                return;
            }
            x = row.text(x, 0, Ink.KEY, entry.key());
            x = row.text(x + 1, 0, Ink.TEXT, entry.meaning()) + 2;
        }
    }
}
