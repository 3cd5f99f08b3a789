package dev.usbshare.dashboard;

import dev.usbshare.tui.App;
import dev.usbshare.tui.Key;
import dev.usbshare.tui.Screen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A person at a dashboard, at one moment: for tests that press keys and look at what comes of them. */
public abstract class AtDashboard<D extends Sight> {

    private final Dashboard<D> dashboard;
    private final Instant now;

    /** As it is after the last key or news. */
    protected Shown<D> state;

    /** What was asked of the service so far. */
    protected final List<Call> calls = new ArrayList<>();

    /** Whether the last key left the dashboard. */
    protected boolean isOver;

    /** @param data what it has seen before */
    protected AtDashboard(Dashboard<D> dashboard, D data, Instant now) {
        this.dashboard = dashboard;
        this.now = now;
        this.state = dashboard.begin(now);
        hear(new News.Seen<>(data));
    }

    protected final void press(Key... keys) {
        for (Key key : keys) {
            var step = dashboard.on(state, new App.Event.Pressed<>(key), now);
            state = step.state();
            calls.addAll(step.commands());
            isOver = step.isOver();
        }
    }

    protected final void type(String text) {
        text.chars().forEach(c -> press(new Key.Typed(c)));
    }

    protected final void hear(News<D> news) {
        state = dashboard.on(state, new App.Event.Heard<>(news), now).state();
    }

    protected final void letPass(Duration time) {
        state = dashboard.on(state, new App.Event.Ticked<>(), now.plus(time)).state();
    }

    /** What can be seen at 100x30. */
    protected final String screen() {
        var screen = new Screen(100, 30);
        dashboard.draw(state, screen.area());
        return screen.toString();
    }
}
