package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.CellText;
import dev.usbshare.tui.Ink;

/** Lines of a label and a value, one below the other. Draws as they come; those that do not fit are not there. */
public final class Facts {

    private static final int LABEL_COLUMNS = 10;

    private final Area area;
    private int y;

    public Facts(Area area) {
        this.area = area;
    }

    /** @param more what follows the value, each piece only if it fits wholly */
    public void line(String label, Ink ink, String value, String... more) {
        area.part(0, 0, LABEL_COLUMNS - 1, area.rows()).text(0, y, Ink.FAINT, label);
        int x = area.text(LABEL_COLUMNS, y, ink, value);
        for (String piece : more) {
            if (x + CellText.width(piece) > area.columns()) {
                break;
            }
            x = area.text(x, y, Ink.TEXT, piece);
        }
        y++;
    }

    public void gap() {
        y++;
    }
}
