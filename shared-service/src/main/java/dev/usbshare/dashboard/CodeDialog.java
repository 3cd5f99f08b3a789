package dev.usbshare.dashboard;

import dev.usbshare.qr.QrCode;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ground;
import dev.usbshare.tui.Ink;
import java.util.List;

/** Texts to be handed over, with a QR code beside them, or below, or instead of it a word on how much room it needs. */
public final class CodeDialog {

    /** Light modules around it; the standard has four, readers are content with two on a dark screen. */
    private static final int QUIET = 2;

    private static final int QUIET_OF_CODE = 4;
    private static final int TEXT_COLUMNS = 34;

    /** @param label empty for none */
    public record Text(String label, Ink ink, String text) {}

    private CodeDialog() {}

    public static void draw(Area body, String title, List<Text> texts, QrCode code, Keys keys) {
        int side = code.size() - 2 * (QUIET_OF_CODE - QUIET);
        int codeRows = (side + 1) / 2;
        boolean isBeside = body.columns() >= side + TEXT_COLUMNS + 6 && body.rows() >= codeRows + 2;
        int textColumns = isBeside ? Math.min(64, body.columns() - side - 6) : Math.min(70, body.columns() - 4);
        int textRows = texts.stream()
                .mapToInt(t ->
                        Lines.wrapped(t.text(), textColumns).size() + (t.label().isEmpty() ? 0 : 1) + 1)
                .sum();
        int rows = Math.min(body.rows(), Math.max(isBeside ? codeRows : 0, textRows + (isBeside ? 1 : 3)) + 2);
        Area inside = Dialogs.box(body, textColumns + (isBeside ? side + 2 : 0) + 4, rows, title);
        Area left = inside.part(0, 0, textColumns, inside.rows() - 1);
        int y = 0;
        for (Text text : texts) {
            if (!text.label().isEmpty()) {
                left.text(0, y++, Ink.FAINT, text.label());
            }
            for (String line : Lines.wrapped(text.text(), textColumns)) {
                left.text(0, y++, text.ink(), line);
            }
            y++;
        }
        Area last = inside.part(0, inside.rows() - 1, textColumns, 1);
        Keys.draw(last, keys);
        if (isBeside) {
            code(inside.part(inside.columns() - side, (inside.rows() - codeRows) / 2, side, codeRows), code, side);
        } else if (y + 1 < left.rows()) {
            left.text(
                    0,
                    left.rows() - 1,
                    Ink.FAINT,
                    "For the QR code make the window " + (side + TEXT_COLUMNS + 6) + "x" + (codeRows + 4) + ".");
        }
    }

    private static void code(Area area, QrCode code, int side) {
        Area light = area.on(Ground.CODE).clear();
        int cut = QUIET_OF_CODE - QUIET;
        for (int y = 0; y < side; y += 2) {
            var row = new StringBuilder();
            for (int x = 0; x < side; x++) {
                boolean upper = code.isDark(x + cut, y + cut);
                boolean lower = y + 1 < side && code.isDark(x + cut, y + cut + 1);
                row.append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
            }
            light.text(0, y / 2, Ink.TEXT, row.toString());
        }
    }
}
