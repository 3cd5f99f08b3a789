package dev.usbshare.dashboard;

import dev.usbshare.tui.App;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A dashboard with a program's {@link Face}: how it answers to keys and news, and what it draws around its pages. Pure.
 *
 * @param <D> what a look at the service brings
 */
public final class Dashboard<D extends Sight> implements App<Shown<D>, News<D>, Call> {

    private static final int DETAIL_COLUMNS = 76;

    private final Face<D> face;
    private final List<Page<D>> pages;
    private final DashboardKeys<D> keys;

    public Dashboard(Face<D> face) {
        this.face = face;
        this.pages = List.copyOf(face.pages());
        this.keys = new DashboardKeys<>(pages);
    }

    /** What is shown before anything is known. */
    public Shown<D> begin(Instant now) {
        return Shown.begin(face.nothing(), pages.getFirst(), now);
    }

    @Override
    public Step<Shown<D>, Call> on(Shown<D> before, Event<News<D>> event, Instant now) {
        Shown<D> shown = before.at(now);
        return switch (event) {
            case Event.Pressed<News<D>>(Key key) -> keys.on(shown, key);
            case Event.Heard<News<D>>(News<D> news) -> heard(shown, news).step();
            case Event.Ticked<News<D>> tick -> shown.step();
        };
    }

    // News.

    private Shown<D> heard(Shown<D> shown, News<D> news) {
        return switch (news) {
            case News.Seen<D>(D data) -> seen(shown, data);
            case News.Silent<D>(String reason) -> shown.with(shown.link().failed(reason, shown.now()));
            case News.Done<D>(Call call, JsonNode answer) -> done(shown, call, answer);
            case News.Refused<D>(Call call, String reason) -> refused(shown, call, reason);
        };
    }

    private Shown<D> seen(Shown<D> shown, D data) {
        Shown<D> next = shown.seeing(data);
        if (shown.link() instanceof Link.Opening) {
            return next;
        }
        for (Toasts.Piece piece : face.news(shown.data(), data)) {
            next = next.telling(piece.mood(), piece.text());
        }
        return next;
    }

    private Shown<D> done(Shown<D> shown, Call call, JsonNode answer) {
        Shown<D> closed = isAskedBy(shown.dialog(), call) ? shown.with(new Dialog.None()) : shown;
        Shown<D> next = face.answered(call, answer).map(closed::with).orElse(closed);
        return call.done().isEmpty() ? next : next.telling(Toasts.Mood.GOOD, call.done());
    }

    /** What was typed stays, with what is wrong with it. */
    private Shown<D> refused(Shown<D> shown, Call call, String reason) {
        return shown.dialog() instanceof Dialog.Filling filling && isAskedBy(filling, call)
                ? shown.with(filling.with(filling.form().withProblem(reason)))
                : shown.telling(Toasts.Mood.BAD, reason);
    }

    private static boolean isAskedBy(Dialog dialog, Call call) {
        return dialog instanceof Dialog.Filling filling && Objects.equals(filling.sent(), call);
    }

    // Drawing.

    @Override
    public void draw(Shown<D> shown, Area screen) {
        if (!Chrome.fits(screen)) {
            return;
        }
        screen.clear();
        Chrome.header(screen, face.program(), face.about(shown.data()), shown.link(), shown.now());
        Area body = Chrome.banner(Chrome.body(screen), shown.link());
        shown.page().draw(shown, body);
        Chrome.footer(screen, shown.page().keys());
        dialog(shown, body);
        shown.toasts().draw(body);
    }

    private void dialog(Shown<D> shown, Area body) {
        switch (shown.dialog()) {
            case Dialog.None none -> {}
            case Dialog.Help help -> Dialogs.help(body, "Keys", face.help(), List.of(face.legend()));
            case Dialog.Details details ->
                shown.page()
                        .details(shown)
                        .ifPresent(about -> about.facts()
                                .accept(new Facts(Dialogs.page(
                                        body, DETAIL_COLUMNS, about.rows(), about.title(), about.keys()))));
            case Dialog.Choice(String title, String question, List<Dialog.Answer> answers) ->
                Dialogs.choice(body, title, question, keys(answers, false));
            case Dialog.Filling filling -> filling.form().draw(body);
            case Dialog.Code code ->
                CodeDialog.draw(body, code.title(), code.texts(), code.code(), keys(code.answers(), true));
        }
    }

    /** @param isBack whether Esc leads back rather than answers nothing */
    private static Keys keys(List<Dialog.Answer> answers, boolean isBack) {
        var entries = new ArrayList<Keys.Entry>();
        answers.forEach(answer -> entries.add(new Keys.Entry(String.valueOf(answer.key()), answer.meaning())));
        if (isBack) {
            entries.addFirst(new Keys.Entry("Esc", "back"));
        } else if (answers.stream().allMatch(answer -> answer.call() != null)) {
            entries.add(new Keys.Entry("Esc", "leave it"));
        }
        return new Keys(entries);
    }
}
