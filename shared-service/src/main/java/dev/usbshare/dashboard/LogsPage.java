package dev.usbshare.dashboard;

import dev.usbshare.tui.App.Step;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Key;
import java.time.ZoneId;
import java.util.List;

/** The log and the audit log. */
public final class LogsPage<D extends Sight> implements Page<D> {

    private static final Keys KEYS =
            Keys.of("Esc", "back", "Tab", "log or audit log", "↑↓", "scroll", "Home", "newest", "?", "help");

    private final ZoneId zone;

    /** @param zone in which times of day are told */
    public LogsPage(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public char opener() {
        return 'l';
    }

    @Override
    public Keys keys() {
        return KEYS;
    }

    @Override
    public List<String> lines(D data) {
        return List.of();
    }

    @Override
    public void draw(Shown<D> shown, Area area) {
        shown.log().draw(area, shown.now(), zone);
    }

    @Override
    public Step<Shown<D>, Call> on(Shown<D> shown, Key key) {
        return shown.with(shown.log().on(key)).step();
    }
}
