package dev.usbshare.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {

    @Test
    void toString_parsed_givesTheSameId() {
        var random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] key = new byte[NodeId.BYTES];
            random.nextBytes(key);
            NodeId id = NodeId.of(key);

            assertThat(id.toString()).hasSize(52).matches("[a-z2-7]+");
            assertThat(NodeId.parse(id.toString())).isEqualTo(id);
            assertThat(NodeId.parse(" " + id.toString().toUpperCase(java.util.Locale.ROOT) + "\n"))
                    .isEqualTo(id);
            assertThat(NodeId.parse(HexFormat.of().formatHex(key))).isEqualTo(id);
        }
    }

    @Test
    void of_changedArray_keepsItsBytes() {
        byte[] key = new byte[NodeId.BYTES];
        NodeId id = NodeId.of(key);

        key[0] = 1;
        id.toBytes()[1] = 1;

        assertThat(id).isEqualTo(NodeId.of(new byte[NodeId.BYTES]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                // An eighth bit in the last character: 52 characters carry 260 bits, 4 of them must be zero.
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
                "1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "zz5a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            })
    void parse_somethingElse_isRefused(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> NodeId.parse(text));
    }
}
