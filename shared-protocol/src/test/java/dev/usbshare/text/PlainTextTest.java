package dev.usbshare.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"Robert'); drop table peer;--", "Bürodrucker 3", "打印机", "%s ${x} <b>"})
    void require_textThatOnlyLooksBad_isKept(String text) {
        assertThat(PlainText.require("the name", " " + text + " ", 64)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\u001b[2Jb", "a\nb", "a\u0000b", "a\u202eb", "a\u2028b", "a\ud800b", "a\u009bb", "a\u200bb"})
    void require_controlsAndFormats_areRefused_andCleaned(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainText.require("the name", text, 64))
                .withMessageMatching(
                        "the name holds the character U\\+[0-9A-F]{4}, which is not printable; leave it out");
        assertThat(PlainText.clean(text, 64)).startsWith("a").endsWith("b").matches("[ -~]+");
    }

    @Test
    void require_tooLong_isRefused_withBothLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainText.require("the name", "x".repeat(65), 64))
                .withMessage("the name has 65 characters; at most 64 are allowed");
        assertThat(PlainText.clean("x".repeat(65), 64)).hasSize(64);
    }
}
