package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidgetsTest {

    @Test
    void sparkline_hasEightStepsARow_andItsNewestAtTheRight() {
        var screen = new Screen(5, 2);
        Sparkline.draw(screen.area(), Ink.INWARD, List.of(0.0, 8.0, 16.0, 0.1), 16);
        assertThat(screen.toString()).isEqualTo("   █\n  ██▁\n");
    }

    @Test
    void sparkline_ofMoreValuesThanColumns_showsTheLast() {
        var screen = new Screen(2, 1);
        Sparkline.draw(screen.area(), Ink.INWARD, List.of(8.0, 8.0, 4.0, 8.0), 8);
        assertThat(screen.row(0)).isEqualTo("▄█");
    }

    @Test
    void field_isEditedWhereItsCursorIs() {
        TextField field = type(TextField.EMPTY, "abd");
        field = field.on(Key.Named.LEFT).on(Key.typed('c')).on(Key.Named.HOME).on(Key.Named.DELETE);
        assertThat(field).isEqualTo(new TextField("bcd", 0));
        assertThat(field.on(Key.Named.END).on(Key.Named.BACKSPACE).text()).isEqualTo("bc");
        assertThat(field.on(Key.Named.ERASE_LINE)).isEqualTo(TextField.EMPTY);
    }

    @Test
    void field_movesByWholeCharacters() {
        TextField field = type(TextField.EMPTY, "a👍");
        assertThat(field.on(Key.Named.BACKSPACE).text()).isEqualTo("a");
        assertThat(field.on(Key.Named.LEFT).cursor()).isEqualTo(1);
    }

    @Test
    void field_takesAPasteAtOnce_andNotMoreThanItHolds() {
        assertThat(TextField.EMPTY.on(new Key.Pasted(" ticket \n")).text()).isEqualTo("ticket");
        TextField full = TextField.of("x".repeat(4_096));
        assertThat(full.on(Key.typed('y'))).isSameAs(full);
    }

    @Test
    void field_longerThanItsRow_showsWhereTheCursorIs() {
        var screen = new Screen(6, 1);
        TextField.of("abcdefghij").draw(screen.area(), true);
        assertThat(screen.row(0)).isEqualTo("fghij");
        assertThat(screen.groundAt(5, 0)).isEqualTo(Ground.SELECTED);
    }

    private static TextField type(TextField field, String text) {
        TextField typed = field;
        for (int c : text.codePoints().toArray()) {
            typed = typed.on(new Key.Typed(c));
        }
        return typed;
    }

    @ParameterizedTest
    @CsvSource({
        "256,,,COLOURS_256",
        "8,,,COLOURS_16",
        "16,,,COLOURS_16",
        "0,,,MONOCHROME",
        "256,truecolor,,TRUE_COLOUR",
        "256,truecolor,1,MONOCHROME",
        "256,24bit,,TRUE_COLOUR"
    })
    void look_isTheBestThatTheTerminalShows(int colours, String colorTerm, String noColor, Look look) {
        var environment = new java.util.HashMap<String, String>();
        if (colorTerm != null) {
            environment.put("COLORTERM", colorTerm);
        }
        if (noColor != null) {
            environment.put("NO_COLOR", noColor);
        }
        assertThat(Look.of(environment, colours)).isEqualTo(look);
    }

    @Test
    void look_withAnEmptyNoColor_hasColours() {
        assertThat(Look.of(Map.of("NO_COLOR", ""), 256)).isEqualTo(Look.COLOURS_256);
    }

    @Test
    void monochrome_tellsTheSelectedRowByReversing() {
        for (Ink ink : Ink.values()) {
            assertThat(Look.MONOCHROME.sgr(ink, Ground.SELECTED)).contains("7").doesNotContain("3", "4");
        }
    }

    @ParameterizedTest
    @CsvSource({"─,-", "│,|", "╭,+", "█,#", "▁,.", "●,*", "○,o", "✓,y", "…,~", "–,-", "→,>", "a,a", "日,?"})
    void glyphs_haveAscii(String drawn, String ascii) {
        assertThat(Character.toString(Glyphs.ascii(drawn.codePointAt(0)))).isEqualTo(ascii);
    }
}
