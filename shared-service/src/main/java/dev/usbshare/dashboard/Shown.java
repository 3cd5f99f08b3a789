package dev.usbshare.dashboard;

import dev.usbshare.tui.App.Step;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a dashboard shows.
 *
 * @param now the time as of which it is shown
 * @param histories by {@link Sight.Flow#device()}
 * @param selections the selected line of each page that was open
 * @param log what the page of the log shows
 */
public record Shown<D extends Sight>(
        Instant now,
        Link link,
        D data,
        Map<String, History> histories,
        Page<D> page,
        Map<Page<D>, String> selections,
        Dialog dialog,
        LogPage log,
        Toasts toasts) {

    public Shown {
        histories = Map.copyOf(histories);
        selections = Map.copyOf(selections);
    }

    /** @param data as it is before anything is known */
    static <D extends Sight> Shown<D> begin(D data, Page<D> page, Instant now) {
        return new Shown<>(
                now, new Link.Opening(), data, Map.of(), page, Map.of(), new Dialog.None(), LogPage.EMPTY, Toasts.NONE);
    }

    public History history(String device) {
        return histories.getOrDefault(device, History.NONE);
    }

    /** The selected line of the page; empty if there is none. */
    public String selected() {
        return selections.getOrDefault(page, "");
    }

    /** -1 if no line is selected. */
    public int selectedIndex() {
        return page.lines(data).indexOf(selected());
    }

    /** Nothing follows from it. */
    public Step<Shown<D>, Call> step() {
        return Step.to(this);
    }

    public Step<Shown<D>, Call> asking(Call call) {
        return Step.to(this, call);
    }

    Shown<D> at(Instant time) {
        return new Shown<>(time, link, data, histories, page, selections, dialog, log, toasts.at(time));
    }

    Shown<D> with(Link other) {
        return new Shown<>(now, other, data, histories, page, selections, dialog, log, toasts);
    }

    public Shown<D> with(Dialog other) {
        return new Shown<>(now, link, data, histories, page, selections, other, log, toasts);
    }

    public Shown<D> with(LogPage other) {
        return new Shown<>(now, link, data, histories, page, selections, dialog, other, toasts);
    }

    /** With another page; the log begins at its newest entry. */
    Shown<D> with(Page<D> other) {
        return new Shown<>(now, link, data, histories, other, selections, new Dialog.None(), LogPage.EMPTY, toasts)
                .settled(0);
    }

    /** With the line selected that is so many further down, or the last one. */
    Shown<D> moved(int by) {
        List<String> lines = page.lines(data);
        return lines.isEmpty()
                ? this
                : selecting(lines.get(Math.clamp(selectedIndex() + (long) by, 0, lines.size() - 1)));
    }

    private Shown<D> selecting(String line) {
        var more = new HashMap<>(selections);
        more.put(page, line);
        return new Shown<>(now, link, data, histories, page, more, dialog, log, toasts);
    }

    /** Where the selected line went away, the one that took its place is selected. */
    private Shown<D> settled(int index) {
        List<String> lines = page.lines(data);
        if (lines.contains(selected())) {
            return this;
        }
        return selecting(lines.isEmpty() ? "" : lines.get(Math.clamp(index, 0, lines.size() - 1)));
    }

    Shown<D> seeing(D newer) {
        var flows = new HashMap<String, History>();
        for (Sight.Flow flow : newer.flows()) {
            flows.put(flow.device(), flow.after(history(flow.device()), now));
        }
        return new Shown<>(now, link.answered(), newer, flows, page, selections, dialog, log.with(newer.log()), toasts)
                .settled(selectedIndex());
    }

    public Shown<D> telling(Toasts.Mood mood, String text) {
        return new Shown<>(now, link, data, histories, page, selections, dialog, log, toasts.with(mood, text, now));
    }
}
