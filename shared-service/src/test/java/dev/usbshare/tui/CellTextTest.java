package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellTextTest {

    @Test
    void characters_thatActOnATerminal_areNotShown() {
        assertThat(shown("a\u001b[2Jb\u0007c\u009bd")).isEqualTo("a[2Jbcd");
    }

    @Test
    void characters_thatTurnTextAround_areNotShown() {
        assertThat(shown("a\u202eb\u2066c\u200fd")).isEqualTo("abcd");
    }

    @Test
    void characters_ofALineEnd_areSpaces() {
        assertThat(shown("a\tb\nc\rd")).isEqualTo("a b c d");
    }

    @Test
    void characters_thatCombine_areComposedOrLeftOut() {
        assertThat(shown("e\u0301x\u0301\u0302")).isEqualTo("\u00e9x");
    }

    @Test
    void characters_thatJoinTheirNeighbours_standAlone() {
        // A family is three people joined by ZWJ, a flag two letters, a thumb may have a tone.
        assertThat(shown("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67")).isEqualTo("👨👩👧");
        assertThat(shown("\ud83c\udde9\ud83c\uddea")).isEqualTo("DE");
        assertThat(shown("👍🏽")).isEqualTo("👍");
    }

    @ParameterizedTest
    @CsvSource({"abc,3", "日本,4", "e\u0301,1", "👍,2", "'',0", "a\u001bb,2"})
    void width_isInCells(String text, int cells) {
        assertThat(CellText.width(text)).isEqualTo(cells);
    }

    @ParameterizedTest
    @CsvSource({"abcdef,6,abcdef", "abcdef,5,abcd…", "日本語,5,日本…", "日本語,4,日…", "日本語,1,…", "abc,0,''"})
    void clip_marksWhatIsMissing(String text, int cells, String clipped) {
        assertThat(CellText.clip(text, cells)).isEqualTo(clipped);
    }

    @Test
    void clip_ofAnyText_fits() {
        var random = new SplittableRandom(42);
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                text.appendCodePoint(random.nextInt(0x11000));
            }
            int cells = random.nextInt(12);
            assertThat(CellText.width(CellText.clip(text.toString(), cells))).isLessThanOrEqualTo(cells);
            assertThat(CellText.width(CellText.clipStart(text.toString(), cells)))
                    .isLessThanOrEqualTo(cells);
        }
    }

    private static String shown(String text) {
        return CellText.characters(text)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
