package dev.usbshare.dashboard;

import dev.usbshare.dashboard.Table.Cell;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import dev.usbshare.tui.Ink;
import org.jspecify.annotations.Nullable;

/** Cells of lists that tell what is live. */
public final class Cells {

    /** In a column that does not apply. */
    public static final Cell EMPTY = Cell.of(Ink.TEXT, "");

    private Cells() {}

    /** What goes through a device in use. */
    public static Cell rate(History history, boolean isUsed) {
        double now = history.now().bytes();
        return Cell.of(now > 0 ? Ink.STRONG : Ink.FAINT, isUsed ? Units.rate(now) : "");
    }

    /** What went through lately: one scale for all curves of a dashboard, so that they can be compared. */
    public static <D extends Sight> Cell curve(Shown<D> shown, History history) {
        double top = shown.histories().values().stream()
                .mapToDouble(each -> History.top(each.total()))
                .max()
                .orElse(1);
        return Cell.curve(Ink.INWARD, history.total(), top);
    }

    public static Cell median(@Nullable LatencyRow latency) {
        return latency == null ? EMPTY : Cell.of(Ink.TEXT, Units.millis(latency.medianMillis()));
    }

    public static Cell roundTrip(@Nullable PathRow path) {
        return path == null || path.rttMillis() == null
                ? EMPTY
                : Cell.of(UseFacts.ink(path.quality()), Units.millis(path.rttMillis()));
    }
}
