package dev.usbshare.service.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagerContractTest {

    private static final String SOCKET = "/run/systemd/notify";

    @Test
    void withoutSocket_nobodyWaits() {
        assertThat(ManagerContract.of(null, "1000000", null, 1)).isEmpty();
        assertThat(ManagerContract.of("", "1000000", null, 1)).isEmpty();
    }

    @Test
    void abstractName_beginsWithNul() {
        var contract = ManagerContract.of("@a/b", null, null, 1).orElseThrow();

        assertThat(contract.address().path()).isEqualTo("\0a/b");
        assertThat(contract.watchdog()).isNull();
    }

    @Test
    void watchdog_isInMicroseconds() {
        assertThat(ManagerContract.of(SOCKET, "30000000", "7", 7).orElseThrow().watchdog())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void watchdogOfAnotherProcess_isNotOurs() {
        assertThat(ManagerContract.of(SOCKET, "30000000", "8", 7).orElseThrow().watchdog())
                .isNull();
    }

    @Test
    void socketThatIsNone_isRefused() {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> ManagerContract.of("run/notify", null, null, 1))
                .withMessageContaining("NOTIFY_SOCKET is 'run/notify'")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "soon", "9223372036854775807"})
    void watchdogThatIsNoInterval_isRefused(String micros) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> ManagerContract.of(SOCKET, micros, null, 1))
                .withMessageContaining("WATCHDOG_USEC is '" + micros + "'");
    }
}
