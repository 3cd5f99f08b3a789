package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TextTableTest {

    private static final TextTable TABLE = TextTable.orElse("nothing")
            .column("NAME", "name")
            .column("SHARED", "shared")
            .column("WHAT", "a.b");

    private static String print(String json, int width) {
        var text = new StringWriter();
        TABLE.print(new PrintWriter(text), JsonMapper.builder().build().readTree(json), width);
        return text.toString();
    }

    @Test
    void rows_areAlignedByTheirWidthOnTheScreen() {
        assertThat(print("[{'name':'日本','shared':true,'a':{'b':['x','y']}},{'name':'abcde'}]".replace('\'', '"'), 80))
                .isEqualTo("""
                        NAME   SHARED  WHAT
                        日本   yes     x, y
                        abcde
                        """);
    }

    /** An address, a minor serial number, an empty column, and a long text. */
    private static String narrow(int width) {
        TextTable table = TextTable.orElse("nothing")
                .column("AT", "at")
                .minor("SERIAL", "serial")
                .column("NEVER", "never")
                .text("WHAT", "what");
        var text = new StringWriter();
        table.print(new PrintWriter(text), JsonMapper.builder().build().readTree("""
                        [{"at":"1-1","serial":"123456789","what":"a thing with a long name"}]"""), width);
        return text.toString();
    }

    @Test
    void tableWithRoom_showsEverything() {
        assertThat(narrow(80)).isEqualTo("""
                AT   SERIAL     NEVER  WHAT
                1-1  123456789         a thing with a long name
                """);
    }

    @Test
    void emptyColumn_goesFirst_withoutALossToTell() {
        assertThat(narrow(42)).isEqualTo("""
                AT   SERIAL     WHAT
                1-1  123456789  a thing with a long name
                """);
    }

    @Test
    void longText_isCut_andTheReaderTold() {
        assertThat(narrow(30)).isEqualTo("""
                AT   SERIAL     WHAT
                1-1  123456789  a thing with …
                (cut to fit; --wide shows all)
                """);
    }

    @Test
    void minorColumn_isLeftOut_andNamed() {
        assertThat(narrow(24)).isEqualTo("""
                AT   WHAT
                1-1  a thing with a lon…
                (without SERIAL; --wide shows all)
                """);
    }

    @Test
    void noRoomAtAll_losesNothingThatCounts() {
        assertThat(narrow(10)).isEqualTo("""
                AT   WHAT
                1-1  a thing wit…
                (without SERIAL; --wide shows all)
                """);
    }

    @Test
    void cell_withControlCharacters_isHarmless() {
        assertThat(print("[{\"name\":\"a\\u001b[2J\\nb\"}]", 80)).endsWith("a?[2J?b\n");
    }

    @Test
    void noRow_isASentence() {
        assertThat(print("[]", 80)).isEqualTo("nothing\n");
    }
}
