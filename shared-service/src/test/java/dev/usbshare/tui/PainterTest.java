package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PainterTest {

    private static final Screen NOTHING = new Screen(0, 0);

    private final Painter painter = new Painter(Look.COLOURS_256, false);

    @Test
    void paint_ofTheSame_isNothing() {
        var screen = new Screen(10, 3);
        screen.area().text(0, 0, Ink.TEXT, "hello");
        assertThat(painter.paint(screen, screen)).isEmpty();
    }

    @Test
    void paint_ofOneChange_touchesThatCellAlone() {
        var before = new Screen(80, 24);
        var next = new Screen(80, 24);
        before.area().text(3, 5, Ink.GOOD, "12.3 MB/s");
        next.area().text(3, 5, Ink.GOOD, "12.4 MB/s");
        assertThat(painter.paint(before, next)).isEqualTo("\u001b[6;7H\u001b[0;38;5;114;48;5;233m4\u001b[0m");
    }

    @Test
    void paint_afterAnotherSize_clearsFirst() {
        assertThat(painter.paint(NOTHING, new Screen(10, 3))).startsWith("\u001b[0m\u001b[2J");
    }

    @ParameterizedTest
    @EnumSource
    void paint_ofAnythingAfterAnything_showsIt(Look look) {
        var random = new SplittableRandom(11);
        var terminal = new TinyTerminal(24, 6, CellText::width);
        var paints = new Painter(look, false);
        Screen shown = NOTHING;
        for (int i = 0; i < 400; i++) {
            Screen next = random(random);
            terminal.take(paints.paint(shown, next));
            assertShows(terminal, next, look);
            shown = next;
        }
    }

    @Test
    void paint_onATerminalWithOtherWidths_keepsEverythingElseInPlace() {
        // It draws wide characters narrow; then what is right of them must still be where it belongs.
        var terminal = new TinyTerminal(24, 2, c -> 1);
        var before = new Screen(24, 2);
        before.area().text(0, 0, Ink.TEXT, "xxxxxxxxxxxxxxxxxxxxxxxx");
        var next = new Screen(24, 2);
        next.area().text(0, 0, Ink.TEXT, "日本 drive | shared");
        terminal.take(painter.paint(NOTHING, before));
        terminal.take(painter.paint(before, next));
        assertThat(terminal.characterAt(0, 0)).isEqualTo('日');
        assertThat(terminal.characterAt(1, 0)).isEqualTo(' ');
        assertThat(terminal.characterAt(2, 0)).isEqualTo('本');
        assertThat(terminal.characterAt(5, 0)).isEqualTo('d');
        assertThat(terminal.characterAt(11, 0)).isEqualTo('|');
    }

    @Test
    void paint_forAscii_isAscii() {
        var screen = new Screen(30, 3);
        screen.area().frame(Ink.BORDER, Ink.TEXT, "日本").text(0, 0, Ink.TEXT, "● ▁█ …  ü");
        String painted = new Painter(Look.MONOCHROME, true).paint(NOTHING, screen);
        assertThat(painted.chars()).allMatch(c -> c < 0x7f);
        assertThat(painted).contains("*", ".#", "?", "+-");
    }

    private static Screen random(SplittableRandom random) {
        var screen = new Screen(24, 6);
        String[] texts = {"Flash Drive", "日本語", "▁▂▃▄▅▆▇█", "12.3 MB/s", "●", "│"};
        for (int n = random.nextInt(8); n > 0; n--) {
            Area area = screen.area().on(one(random, Ground.values()));
            area.text(random.nextInt(24), random.nextInt(6), one(random, Ink.values()), one(random, texts));
        }
        return screen;
    }

    private static <T> T one(SplittableRandom random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static void assertShows(TinyTerminal terminal, Screen screen, Look look) {
        for (int y = 0; y < screen.rows(); y++) {
            for (int x = 0; x < screen.columns(); x++) {
                assertThat(terminal.characterAt(x, y))
                        .as("%d,%d of\n%s", x, y, screen)
                        .isEqualTo(screen.characterAt(x, y));
                if (screen.characterAt(x, y) != Screen.TAIL) {
                    assertThat(terminal.styleAt(x, y)).isEqualTo(look.sgr(screen.inkAt(x, y), screen.groundAt(x, y)));
                }
            }
        }
    }
}
