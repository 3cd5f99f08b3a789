package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void text_beyondTheEdge_isCutThere() {
        var screen = new Screen(6, 2);
        screen.area().text(2, 0, Ink.TEXT, "abcdef");
        screen.area().text(0, 5, Ink.TEXT, "not there");
        assertThat(screen.row(0)).isEqualTo("  abc…");
        assertThat(screen.row(1)).isEmpty();
    }

    @Test
    void wide_whoseSecondHalfIsDrawnOver_goesAway() {
        var screen = new Screen(6, 1);
        screen.area().text(0, 0, Ink.TEXT, "日本");
        screen.area().text(1, 0, Ink.TEXT, "x");
        assertThat(screen.row(0)).isEqualTo(" x本");
    }

    @Test
    void wide_whoseFirstHalfIsDrawnOver_goesAway() {
        var screen = new Screen(6, 1);
        screen.area().text(0, 0, Ink.TEXT, "日本");
        screen.area().text(2, 0, Ink.TEXT, "x");
        assertThat(screen.row(0)).isEqualTo("日x");
    }

    @Test
    void wide_overTheBorderOfTwo_leavesNoHalves() {
        var screen = new Screen(6, 1);
        screen.area().text(0, 0, Ink.TEXT, "日本");
        screen.area().text(1, 0, Ink.TEXT, "語");
        assertThat(screen.row(0)).isEqualTo(" 語");
        assertThat(screen.characterAt(3, 0)).isEqualTo(' ');
    }

    @Test
    void part_outsideOfItsArea_isEmpty() {
        var area = new Screen(10, 5).area();
        assertThat(area.part(20, 20, 5, 5))
                .extracting(Area::columns, Area::rows)
                .containsExactly(0, 0);
        assertThat(area.part(-2, -1, 5, 3))
                .extracting(Area::columns, Area::rows)
                .containsExactly(3, 2);
        assertThat(area.inset(6, 1).columns()).isZero();
    }

    @Test
    void frame_hasItsTitleInItsEdge() {
        var screen = new Screen(14, 3);
        screen.area().frame(Ink.BORDER, Ink.STRONG, "Devices").text(0, 0, Ink.TEXT, "inside, and beyond");
        assertThat(screen.toString()).isEqualTo("╭─ Devices ──╮\n│inside, and…│\n╰────────────╯\n");
    }

    @Test
    void anything_anywhere_keepsTheScreenWhole() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 3_000; i++) {
            var screen = new Screen(random.nextInt(1, 12), random.nextInt(1, 4));
            for (int n = 0; n < 6; n++) {
                Area area = screen.area()
                        .part(
                                random.nextInt(-3, 14),
                                random.nextInt(-2, 5),
                                random.nextInt(0, 14),
                                random.nextInt(0, 5));
                area.text(
                        random.nextInt(-3, 14), random.nextInt(-1, 5), Ink.TEXT, random.nextBoolean() ? "a日b" : "本x語");
            }
            for (int y = 0; y < screen.rows(); y++) {
                assertThat(CellText.width(screen.row(y))).isLessThanOrEqualTo(screen.columns());
                assertHalvesMeet(screen, y);
            }
        }
    }

    private static void assertHalvesMeet(Screen screen, int y) {
        for (int x = 0; x < screen.columns(); x++) {
            int c = screen.characterAt(x, y);
            boolean isHead = c != Screen.TAIL && CellText.width(c) == 2;
            boolean hasTail = x + 1 < screen.columns() && screen.characterAt(x + 1, y) == Screen.TAIL;
            assertThat(isHead).as("column %d of %s", x, screen).isEqualTo(hasTail);
        }
    }
}
