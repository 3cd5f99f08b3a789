package dev.usbshare.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinHashTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void hash_matchesItsPinOnly() {
        PinHash hash = PinHash.of("24680", random);

        assertThat(hash.matches("24680")).isTrue();
        assertThat(hash.matches("24681")).isFalse();
        assertThat(hash.matches("2468")).isFalse();
        assertThat(hash.matches("")).isFalse();
    }

    @Test
    void hash_isArgon2id_salted_andShowsNothing() {
        PinHash one = PinHash.of("24680", random);

        assertThat(one.text()).startsWith("$argon2id$v=19$m=9216,t=4,p=1$").doesNotContain("24680");
        assertThat(one.text()).isNotEqualTo(PinHash.of("24680", random).text());
        assertThat(one).hasToString("PinHash[hidden]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234",
                "$argon2i$v=19$m=9216,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=999999,t=4,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=9216,t=99,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=9216,t=4,p=1$AAAA$AAAA"
            })
    void whatWeDidNotWrite_isNoHash(String text) {
        assertThatThrownBy(() -> new PinHash(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
