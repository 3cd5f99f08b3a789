package dev.usbshare.service.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.quic.SettableClock;
import dev.usbshare.service.remote.RemoteDoor.Decision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes in, and how often somebody may be wrong. */
class RemoteDoorTest {

    private static final InetSocketAddress HERE = address("192.0.2.1");

    @TempDir
    Path directory;

    private final SettableClock clock = SettableClock.standingAt(Instant.EPOCH);

    @SuppressWarnings("NullAway.Init")
    private RemoteToken kept;

    @SuppressWarnings("NullAway.Init")
    private RemoteDoor door;

    @SuppressWarnings("NullAway.Init")
    private String token;

    @BeforeEach
    void makeToken() throws IOException {
        kept = new RemoteToken(directory.resolve("remote/token"));
        token = kept.renew(new SecureRandom());
        door = new RemoteDoor(kept, clock);
    }

    private static InetSocketAddress address(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 50_000);
    }

    private Decision tryWith(InetSocketAddress from, String given) {
        return door.decide(from, "Bearer " + given);
    }

    private void beWrong(InetSocketAddress from, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(tryWith(from, "guess" + i)).isEqualTo(Decision.WRONG_TOKEN);
        }
    }

    @Test
    void token_opens_inAnyCaseOfTheScheme() {
        assertThat(tryWith(HERE, token)).isEqualTo(Decision.IN);
        assertThat(door.decide(HERE, "bearer  " + token)).isEqualTo(Decision.IN);
        assertThat(door.denied()).isZero();
    }

    @Test
    void fileHasTheHashAlone() throws IOException {
        assertThat(Files.readString(kept.file()))
                .matches("sha256:[0-9a-f]{64}\n")
                .doesNotContain(token);
    }

    @Test
    void nothing_orSomethingElse_opensNothing() throws IOException {
        assertThat(door.decide(HERE, null)).isEqualTo(Decision.NO_TOKEN);
        assertThat(door.decide(HERE, token)).isEqualTo(Decision.NO_TOKEN);
        assertThat(door.decide(HERE, "Basic " + token)).isEqualTo(Decision.NO_TOKEN);
        assertThat(tryWith(HERE, "")).isEqualTo(Decision.WRONG_TOKEN);
        assertThat(tryWith(HERE, token + "x")).isEqualTo(Decision.WRONG_TOKEN);
        assertThat(tryWith(HERE, token.substring(1))).isEqualTo(Decision.WRONG_TOKEN);
        assertThat(tryWith(HERE, "x".repeat(100_000))).isEqualTo(Decision.WRONG_TOKEN);
        assertThat(tryWith(HERE, Files.readString(kept.file()).strip())).isEqualTo(Decision.WRONG_TOKEN);
        assertThat(door.denied()).isEqualTo(8);
    }

    @Test
    void tooManyWrongOnes_closeTheDoorForTheAddress_evenForTheRightOne() {
        beWrong(HERE, 10);

        assertThat(tryWith(HERE, token)).isEqualTo(Decision.TOO_MANY);
        assertThat(tryWith(address("192.0.2.2"), token)).isEqualTo(Decision.IN);

        clock.jump(Duration.ofSeconds(RemoteDoor.RETRY_SECONDS));
        assertThat(tryWith(HERE, token)).isEqualTo(Decision.IN);
        beWrong(HERE, 1);
        assertThat(tryWith(HERE, token)).isEqualTo(Decision.TOO_MANY);
    }

    @Test
    void addressesOfOneIpv6Network_areOne() {
        for (int i = 0; i < 10; i++) {
            beWrong(address("2001:db8::" + i), 1);
        }

        assertThat(tryWith(address("2001:db8::ffff"), token)).isEqualTo(Decision.TOO_MANY);
        assertThat(tryWith(address("2001:db8:0:1::1"), token)).isEqualTo(Decision.IN);
    }

    @Test
    void anotherToken_countsAtOnce() throws IOException {
        String next = kept.renew(new SecureRandom());

        assertThat(tryWith(HERE, token)).isEqualTo(Decision.WRONG_TOKEN);
        assertThat(tryWith(HERE, next)).isEqualTo(Decision.IN);
    }

    @Test
    void withoutTheFile_nobodyComesIn() throws IOException {
        Files.delete(kept.file());

        assertThat(tryWith(HERE, token)).isEqualTo(Decision.WRONG_TOKEN);

        Files.writeString(kept.file(), "sha256:00");
        assertThat(tryWith(HERE, token)).isEqualTo(Decision.WRONG_TOKEN);
    }

    @Test
    void tokenOfSomebodyElse_isTakenAsItIs() throws IOException {
        Files.writeString(kept.file(), "0123456789abcdef0123456789abcdef\n");

        assertThat(tryWith(HERE, "0123456789abcdef0123456789abcdef")).isEqualTo(Decision.IN);
    }
}
