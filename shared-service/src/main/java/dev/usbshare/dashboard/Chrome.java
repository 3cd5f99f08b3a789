package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.CellText;
import dev.usbshare.tui.Ground;
import dev.usbshare.tui.Ink;
import java.time.Instant;
import java.util.List;

/** The first and the last line of a dashboard, and what is between. */
public final class Chrome {

    private static final int MIN_COLUMNS = 40;
    private static final int MIN_ROWS = 8;
    private static final int MAX_BANNER_ROWS = 3;

    private Chrome() {}

    /** Whether there is room; if not, says so, and nothing else should be drawn. */
    public static boolean fits(Area screen) {
        if (screen.columns() >= MIN_COLUMNS && screen.rows() >= MIN_ROWS) {
            return true;
        }
        screen.clear();
        String needs = "needs " + MIN_COLUMNS + "x" + MIN_ROWS;
        String has = "has " + screen.columns() + "x" + screen.rows();
        String one = needs + ", " + has;
        if (CellText.width(one) <= screen.columns()) {
            screen.text(0, 0, Ink.FAIR, one);
        } else {
            screen.text(0, 0, Ink.FAIR, needs);
            screen.text(0, 1, Ink.FAIR, has);
        }
        screen.text(0, screen.rows() - 1, Ink.FAINT, "q quits");
        return false;
    }

    /**
     * Draws the first line.
     *
     * @param about whose dashboard it is, or which page
     */
    public static void header(Area screen, String program, String about, Link link, Instant now) {
        Area bar = screen.row(0).on(Ground.BAR).clear();
        int end = bar.columns() - 1;
        int start = switch (link) {
            case Link.Opening opening -> bar.textBefore(end, 0, Ink.FAINT, "… asking the service");
            case Link.Up up -> bar.textBefore(end, 0, Ink.GOOD, "● live");
            case Link.Down down ->
                bar.textBefore(end, 0, Ink.BAD, "✗ no answer for " + Units.duration(Link.silence(down, now)));
        };
        Area left = bar.part(0, 0, start - 1, 1);
        int x = left.text(1, 0, Ink.STRONG, program);
        left.text(x + 2, 0, Ink.ACCENT, about);
    }

    /** Draws the last line. */
    public static void footer(Area screen, Keys keys) {
        Area bar = screen.row(screen.rows() - 1).on(Ground.BAR).clear();
        Keys.draw(bar.part(1, 0, bar.columns() - 2, 1), keys);
    }

    /** What lies between the first and the last line. */
    public static Area body(Area screen) {
        return screen.part(0, 1, screen.columns(), screen.rows() - 2);
    }

    /** Says above the rest why what is shown is old, if it is; the rest is returned. */
    public static Area banner(Area body, Link link) {
        if (!(link instanceof Link.Down(String reason, Instant since))) {
            return body;
        }
        List<String> lines = Lines.wrapped(reason, body.columns() - 2).stream()
                .limit(MAX_BANNER_ROWS)
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            body.row(i).on(Ground.BAR).clear().text(1, 0, Ink.BAD, lines.get(i));
        }
        return body.part(0, lines.size(), body.columns(), body.rows() - lines.size());
    }
}
