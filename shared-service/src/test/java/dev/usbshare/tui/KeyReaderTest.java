package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.NonBlocking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReaderTest {

    private static final String ESC = "\u001b";

    @Test
    void read_characters_asTheyAre() throws IOException {
        assertThat(read("aä日👍 "))
                .containsExactly(
                        new Key.Typed('a'),
                        new Key.Typed('ä'),
                        new Key.Typed('日'),
                        new Key.Typed(0x1f44d),
                        new Key.Typed(' '));
    }

    @ParameterizedTest
    @CsvSource({
        "[A,UP",
        "[B,DOWN",
        "[C,RIGHT",
        "[D,LEFT",
        "OA,UP",
        "OB,DOWN",
        "[H,HOME",
        "[F,END",
        "OH,HOME",
        "OF,END",
        "[1~,HOME",
        "[4~,END",
        "[5~,PAGE_UP",
        "[6~,PAGE_DOWN",
        "[3~,DELETE",
        "[Z,BACK_TAB",
        "OM,ENTER"
    })
    void read_sequence_isItsKey(String sequence, Key.Named key) throws IOException {
        assertThat(read(ESC + sequence + "x")).containsExactly(key, new Key.Typed('x'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[1;5A", "[15~", "[?1;2c", "[[A", "OP", "d", "q", "[200", "[M", "[<0;1;1M", "[99999999999~"})
    void read_sequenceThatMeansNothing_pressesNoKey(String sequence) throws IOException {
        // A part of it taken for a key could quit, disconnect or remove something.
        assertThat(read(ESC + sequence)).isSubsetOf(Key.Named.ENTER);
    }

    @Test
    void read_escapeAlone_isEscape() throws IOException {
        assertThat(read(ESC)).containsExactly(Key.Named.ESCAPE);
        assertThat(read(ESC + ESC)).containsExactly(Key.Named.ESCAPE, Key.Named.ESCAPE);
    }

    @Test
    void read_controlCharacters_areTheirKeys() throws IOException {
        assertThat(read("\r\n\t\u007f\b\u0003\f\u0015"))
                .containsExactly(
                        Key.Named.ENTER,
                        Key.Named.ENTER,
                        Key.Named.TAB,
                        Key.Named.BACKSPACE,
                        Key.Named.BACKSPACE,
                        Key.Named.INTERRUPT,
                        Key.Named.REDRAW,
                        Key.Named.ERASE_LINE);
        assertThat(read("\u0001\u001a\u001c")).isEmpty();
    }

    @Test
    void read_paste_isOneTextWithoutControls() throws IOException {
        assertThat(read(ESC + "[200~usbshare\nABC\u001b[A\u0007" + ESC + "[201~q"))
                .containsExactly(new Key.Pasted("usbshareABC[A"), new Key.Typed('q'));
    }

    @Test
    void read_endlessPaste_isBounded() throws IOException {
        List<Key> keys = read(ESC + "[200~" + "a".repeat(100_000) + ESC + "[201~q");
        assertThat(keys).hasSize(2).last().isEqualTo(new Key.Typed('q'));
        assertThat(((Key.Pasted) keys.getFirst()).text()).hasSize(4096);
    }

    private static List<Key> read(String typed) throws IOException {
        var reader = new KeyReader(NonBlocking.nonBlocking("test", new StringReader(typed)));
        var keys = new ArrayList<Key>();
        for (Key key = reader.read(); key != null; key = reader.read()) {
            keys.add(key);
        }
        return keys;
    }
}
