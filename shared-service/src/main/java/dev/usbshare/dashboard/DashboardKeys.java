package dev.usbshare.dashboard;

import dev.usbshare.tui.App.Step;
import dev.usbshare.tui.Key;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What keys do on every page and in every dialog.
 *
 * @param <D> what a look at the service brings
 */
final class DashboardKeys<D extends Sight> {

    private static final int PAGE_ROWS = 10;

    private final List<Page<D>> pages;

    /** @param pages the first is where Esc leads */
    DashboardKeys(List<Page<D>> pages) {
        this.pages = pages;
    }

    Step<Shown<D>, Call> on(Shown<D> shown, Key key) {
        if (key == Key.Named.INTERRUPT) {
            return Step.end(shown);
        }
        return switch (shown.dialog()) {
            case Dialog.None none -> onPage(shown, key);
            case Dialog.Help help -> closed(shown).step();
            case Dialog.Details details -> onDetails(shown, key);
            case Dialog.Choice choice -> onChoice(shown, choice, key);
            case Dialog.Filling filling -> onFilling(shown, filling, key);
            case Dialog.Code code -> onCode(shown, code, key);
        };
    }

    private static <D extends Sight> Shown<D> closed(Shown<D> shown) {
        return shown.with(new Dialog.None());
    }

    private Step<Shown<D>, Call> onPage(Shown<D> shown, Key key) {
        if (isTyped(key, 'q')) {
            return Step.end(shown);
        }
        if (isTyped(key, '?')) {
            return shown.with(new Dialog.Help()).step();
        }
        Optional<Page<D>> other = other(shown.page(), key);
        if (other.isPresent()) {
            return shown.with(other.get()).step();
        }
        int by = shown.page().lines(shown.data()).isEmpty() ? 0 : motion(key);
        return by == 0 ? shown.page().on(shown, key) : shown.moved(by).step();
    }

    /** The page that a key leads to: from the first one to any, from any to the first one. */
    private Optional<Page<D>> other(Page<D> page, Key key) {
        Page<D> first = pages.getFirst();
        if (!page.equals(first)) {
            return isBack(key, page.opener()) ? Optional.of(first) : Optional.empty();
        }
        return pages.stream()
                .skip(1)
                .filter(each -> isTyped(key, each.opener()))
                .findFirst();
    }

    /** By how many lines a key moves the selection; zero if it does not. */
    private static int motion(Key key) {
        return switch (key) {
            case Key.Named.UP -> -1;
            case Key.Named.DOWN -> 1;
            case Key.Named.PAGE_UP -> -PAGE_ROWS;
            case Key.Named.PAGE_DOWN -> PAGE_ROWS;
            case Key.Named.HOME -> -Integer.MAX_VALUE;
            case Key.Named.END -> Integer.MAX_VALUE;
            case Key.Typed(int c) when c == 'k' -> -1;
            case Key.Typed(int c) when c == 'j' -> 1;
            default -> 0;
        };
    }

    private static <D extends Sight> Step<Shown<D>, Call> onDetails(Shown<D> shown, Key key) {
        if (isBack(key, 'q') || key == Key.Named.ENTER) {
            return closed(shown).step();
        }
        if (key == Key.Named.UP || key == Key.Named.DOWN) {
            return shown.moved(motion(key)).step();
        }
        return shown.page()
                .details(shown)
                .filter(details ->
                        key instanceof Key.Typed(int c) && details.letters().indexOf(c) >= 0)
                .map(details -> shown.page().on(shown, key))
                .orElseGet(shown::step);
    }

    private static <D extends Sight> Step<Shown<D>, Call> onChoice(Shown<D> shown, Dialog.Choice choice, Key key) {
        if (isBack(key, 'q')) {
            return closed(shown).step();
        }
        return answer(choice.answers(), key)
                .map(answer -> answer.call() == null
                        ? closed(shown).step()
                        : closed(shown).asking(answer.call()))
                .orElseGet(shown::step);
    }

    private static <D extends Sight> Step<Shown<D>, Call> onFilling(Shown<D> shown, Dialog.Filling filling, Key key) {
        return switch (filling.form().on(key)) {
            case Form.Outcome.Changed(Form form) ->
                shown.with(filling.with(form)).step();
            case Form.Outcome.Cancelled cancelled -> closed(shown).step();
            case Form.Outcome.Sent(List<String> texts) ->
                switch (filling.sender().of(texts)) {
                    case Dialog.Wish.Valid(Call call) ->
                        shown.with(new Dialog.Filling(filling.form(), filling.sender(), call))
                                .asking(call);
                    case Dialog.Wish.Wrong(String problem) ->
                        shown.with(filling.with(filling.form().withProblem(problem)))
                                .step();
                };
        };
    }

    private static <D extends Sight> Step<Shown<D>, Call> onCode(Shown<D> shown, Dialog.Code code, Key key) {
        if (isBack(key, code.opener()) || isTyped(key, 'q') || key == Key.Named.ENTER) {
            return closed(shown).step();
        }
        return answer(code.answers(), key)
                .map(Dialog.Answer::call)
                .map(shown::asking)
                .orElseGet(shown::step);
    }

    private static Optional<Dialog.Answer> answer(List<Dialog.Answer> answers, Key key) {
        return answers.stream()
                .filter(answer -> key instanceof Key.Typed(int c) && Character.toLowerCase(c) == answer.key())
                .findFirst();
    }

    private static boolean isTyped(Key key, char c) {
        return Objects.equals(key, Key.typed(c));
    }

    /** Escape, or the key that led there. */
    private static boolean isBack(Key key, char opened) {
        return key == Key.Named.ESCAPE || isTyped(key, opened);
    }
}
