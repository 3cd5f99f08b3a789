package dev.usbshare.dashboard;

import dev.usbshare.dashboard.Toasts.Mood;
import dev.usbshare.dashboard.Toasts.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What came and went between two looks, in a few words. */
public final class Changes {

    /** More at once is told as a number. */
    private static final int MAX_NAMED = 2;

    private final List<Piece> pieces = new ArrayList<>();

    /**
     * Tells what is among some and not among others.
     *
     * @param key names a thing in both
     */
    public <T> void only(List<T> some, List<T> others, Function<T, String> key, Mood mood, Function<T, String> text) {
        List<String> known = others.stream().map(key).toList();
        List<T> only =
                some.stream().filter(one -> !known.contains(key.apply(one))).toList();
        only.stream().limit(MAX_NAMED).forEach(one -> tell(mood, text.apply(one)));
        if (only.size() > MAX_NAMED) {
            tell(mood, "And " + (only.size() - MAX_NAMED) + " more");
        }
    }

    public void tell(Mood mood, String text) {
        pieces.add(new Piece(mood, text));
    }

    public List<Piece> pieces() {
        return List.copyOf(pieces);
    }
}
