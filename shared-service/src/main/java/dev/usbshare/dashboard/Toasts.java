package dev.usbshare.dashboard;

import dev.usbshare.tui.Area;
import dev.usbshare.tui.CellText;
import dev.usbshare.tui.Ground;
import dev.usbshare.tui.Ink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Short news at the lower right, which go away by themselves. The newest is at the bottom. */
public record Toasts(List<Toast> toasts) {

    public static final Toasts NONE = new Toasts(List.of());

    /** More at a time would cover the rest. */
    private static final int MAX = 4;

    private static final Duration GOOD_NEWS = Duration.ofSeconds(4);
    private static final Duration BAD_NEWS = Duration.ofSeconds(8);
    private static final int MAX_COLUMNS = 60;

    /** How a piece of news is meant. */
    public enum Mood {
        GOOD("✓", Ink.GOOD),
        NEUTRAL("·", Ink.ACCENT),
        BAD("✗", Ink.BAD);

        private final String sign;
        private final Ink ink;

        Mood(String sign, Ink ink) {
            this.sign = sign;
            this.ink = ink;
        }
    }

    /** A piece of news. */
    public record Piece(Mood mood, String text) {}

    /** @param until when it goes away */
    public record Toast(Mood mood, String text, Instant until) {}

    public Toasts {
        toasts = List.copyOf(toasts);
    }

    public Toasts with(Mood mood, String text, Instant now) {
        var more = new ArrayList<>(toasts);
        more.add(new Toast(mood, text, now.plus(mood == Mood.BAD ? BAD_NEWS : GOOD_NEWS)));
        return new Toasts(more.subList(Math.max(0, more.size() - MAX), more.size()));
    }

    /** Those whose time is not over. */
    public Toasts at(Instant now) {
        List<Toast> left =
                toasts.stream().filter(toast -> toast.until().isAfter(now)).toList();
        return left.size() == toasts.size() ? this : new Toasts(left);
    }

    /** Draws them over the area's lower right. A long one gets more lines. */
    public void draw(Area area) {
        int bottom = area.rows();
        for (Toast toast : toasts.reversed()) {
            int width = Math.min(MAX_COLUMNS, area.columns() - 2);
            List<String> lines = Lines.wrapped(toast.text(), width - 4);
            int longest = lines.stream().mapToInt(CellText::width).max().orElse(0);
            int columns = Math.min(width, longest + 4);
            bottom -= lines.size();
            if (bottom < 0 || width < 8) {
                return;
            }
            Area box = area.part(area.columns() - columns - 1, bottom, columns, lines.size())
                    .on(Ground.BAR)
                    .clear();
            for (int i = 0; i < lines.size(); i++) {
                box.text(1, i, toast.mood().ink, i == 0 ? toast.mood().sign : " ");
                box.text(3, i, Ink.STRONG, lines.get(i));
            }
        }
    }
}
