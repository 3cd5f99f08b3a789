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

    @Test
    void row_widerThanTheTerminal_isCut() {
        assertThat(print("[{\"name\":\"abcdefghijkl\",\"shared\":false}]", 10)).endsWith("abcdefghi…\n");
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
