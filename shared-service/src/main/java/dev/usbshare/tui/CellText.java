package dev.usbshare.tui;

import dev.usbshare.text.PlainText;
import java.text.Normalizer;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;

/**
 * Text as a row of cells: composed, and without what would act on a terminal, joins its neighbours or has no width of its own, so
 * that every character takes one cell or two wherever it stands.
 */
public final class CellText {

    private static final int REGIONAL_INDICATOR_A = 0x1f1e6;
    private static final int REGIONAL_INDICATOR_Z = 0x1f1ff;
    private static final int FIRST_SKIN_TONE = 0x1f3fb;
    private static final int LAST_SKIN_TONE = 0x1f3ff;

    private CellText() {}

    /** The characters that are shown of a text. A tab or a line's end becomes a space. */
    public static IntStream characters(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .codePoints()
                .map(c -> c == '\t' || c == '\n' || c == '\r' ? ' ' : c)
                // Two of these would make a flag in one terminal and two letters in another.
                .map(c -> c >= REGIONAL_INDICATOR_A && c <= REGIONAL_INDICATOR_Z ? c - REGIONAL_INDICATOR_A + 'A' : c)
                .filter(c -> PlainText.isPlain(c) && width(c) > 0 && (c < FIRST_SKIN_TONE || c > LAST_SKIN_TONE));
    }

    /** Cells that a character takes. */
    static int width(int character) {
        return WCWidth.wcwidth(character);
    }

    /** Cells that a text takes. */
    public static int width(String text) {
        return characters(text).map(CellText::width).sum();
    }

    /** The beginning of a text, its last cell an ellipsis if something is missing. */
    public static String clip(String text, int cells) {
        int[] all = characters(text).toArray();
        if (IntStream.of(all).map(CellText::width).sum() <= cells) {
            return new String(all, 0, all.length);
        }
        if (cells <= 0) {
            return "";
        }
        var kept = new StringBuilder();
        int used = 0;
        for (int c : all) {
            used += width(c);
            if (used > cells - 1) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept.append('…').toString();
    }

    /** As {@link #clip}, the end of it: for what is being typed. */
    public static String clipStart(String text, int cells) {
        int[] all = characters(text).toArray();
        int used = 0;
        int from = all.length;
        while (from > 0 && used + width(all[from - 1]) <= cells) {
            used += width(all[--from]);
        }
        return new String(all, from, all.length - from);
    }
}
