package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import dev.usbshare.tui.Sparkline;

/** The curves of what came in and what went out of a device, one above the other, in one scale. */
public final class Graph {

    private static final int LEAST_ROWS = 4;
    private static final int LEAST_COLUMNS = 20;

    private Graph() {}

    /** Draws nothing where there is no room. */
    public static void draw(Area area, History history) {
        if (area.rows() < LEAST_ROWS || area.columns() < LEAST_COLUMNS) {
            return;
        }
        double top = Math.max(History.top(history.in()), History.top(history.out()));
        int upper = (area.rows() + 1) / 2;
        curve(
                area.part(0, 0, area.columns(), upper),
                Ink.INWARD,
                "↓ in",
                history.now().bytesIn(),
                history.in(),
                top);
        curve(
                area.part(0, upper, area.columns(), area.rows() - upper),
                Ink.OUTWARD,
                "↑ out",
                history.now().bytesOut(),
                history.out(),
                top);
    }

    private static void curve(Area area, Ink ink, String label, double now, java.util.List<Double> values, double top) {
        int end = area.text(0, 0, ink, label);
        area.text(end + 1, 0, Ink.STRONG, Units.rate(now));
        if (top > 1) {
            area.textBefore(area.columns(), 0, Ink.FAINT, "top " + Units.rate(top));
        }
        Area plot = area.part(0, 1, area.columns(), area.rows() - 1);
        plot.text(0, plot.rows() - 1, Ink.BORDER, "▁".repeat(area.columns()));
        Sparkline.draw(plot, ink, values, top);
    }
}
