package dev.usbshare.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketChecksumTest {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    /** Valid and invalid Bech32m strings of BIP 350, test vectors. */
    @ParameterizedTest
    @CsvSource({
        "a1lqfn3a, true",
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx, true",
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v, true",
        "?1v759aa, true",
        "m1vuc7yq, false",
        "a1lqfn3q, false",
    })
    void isRight_vectorsOfBip350(String text, boolean right) {
        int separator = text.lastIndexOf('1');
        byte[] symbols = new byte[text.length() - separator - 1];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = (byte) ALPHABET.indexOf(text.charAt(separator + 1 + i));
        }

        assertThat(new TicketChecksum(text.substring(0, separator)).isRight(symbols))
                .isEqualTo(right);
    }
}
