package dev.usbshare.tui;

import java.util.List;

/** A curve out of block characters: one column a value, eight steps a row. The newest value is at the right. */
public final class Sparkline {

    private static final String STEPS = "▁▂▃▄▅▆▇█";
    private static final int STEPS_A_ROW = 8;

    private Sparkline() {}

    /**
     * Fills an area. Anything above zero shows at least the lowest step.
     *
     * @param values oldest first; those that do not fit are left out at the old end
     * @param top the value that reaches the upper edge; at least one
     */
    public static void draw(Area area, Ink ink, List<Double> values, double top) {
        int shown = Math.min(values.size(), area.columns());
        int firstColumn = area.columns() - shown;
        for (int i = 0; i < shown; i++) {
            double value = values.get(values.size() - shown + i);
            int steps = steps(value, Math.max(1, top), area.rows() * STEPS_A_ROW);
            for (int row = 0; row < area.rows(); row++) {
                int below = (area.rows() - 1 - row) * STEPS_A_ROW;
                int part = Math.clamp(steps - below, 0, STEPS_A_ROW);
                if (part > 0) {
                    area.text(firstColumn + i, row, ink, STEPS.substring(part - 1, part));
                }
            }
        }
    }

    private static int steps(double value, double top, int all) {
        if (value <= 0) {
            return 0;
        }
        return Math.clamp(Math.round(value / top * all), 1, all);
    }
}
