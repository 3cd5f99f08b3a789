package dev.usbshare.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.usbshare.identity.NodeId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Z32Test {

    /** iroh-dns, {@code endpoint_info.rs}. */
    private static final String HEX = "1992d53c02cdc04566e5c0edb1ce83305cd550297953a047a445ea3264b54b18";

    private static final String TEXT = "dgjpkxyn3zyrk3zfads5duwdgbqpkwbjxfj4yt7rezidr3fijccy";

    @Test
    void idOfIroh_isWrittenAndReadAsThere() {
        assertThat(Z32.of(NodeId.parse(HEX))).isEqualTo(TEXT);
        assertThat(Z32.parse(TEXT)).isEqualTo(NodeId.parse(HEX));
    }

    @Test
    void anyId_isReadBack() {
        var random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            byte[] key = new byte[NodeId.BYTES];
            random.nextBytes(key);
            NodeId id = NodeId.of(key);

            assertThat(Z32.parse(Z32.of(id))).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dgjpkxyn3zyrk3zfads5duwdgbqpkwbjxfj4yt7rezidr3fijcc",
                "dgjpkxyn3zyrk3zfads5duwdgbqpkwbjxfj4yt7rezidr3fijccyy",
                "Dgjpkxyn3zyrk3zfads5duwdgbqpkwbjxfj4yt7rezidr3fijccy",
                "dgjpkxyn3zyrk3zfads5duwdgbqpkwbjxfj4yt7rezidr3fijccb",
                "dgjpkxyn3zyrk3zfads5duwdgbqpkwbjxfj4yt7rezidr3fijc/y"
            })
    void otherText_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Z32.parse(text));
    }
}
