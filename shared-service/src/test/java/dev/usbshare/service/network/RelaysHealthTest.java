package dev.usbshare.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.relay.RelayStatus;
import dev.usbshare.relay.RelayUrl;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelaysHealthTest {

    @ParameterizedTest
    @CsvSource({
        "IDLE, '', IDLE, UP",
        "CONNECTING, '', IDLE, UP",
        "WAITING, no answer, IDLE, DEGRADED",
        "CONNECTING, no answer, IDLE, DEGRADED",
        "CONNECTING, no answer, CONNECTED, UP",
        "IDLE, no answer, IDLE, UP"
    })
    void degraded_whileOneIsWantedAndNoneReached(
            RelayStatus.State first, String problem, RelayStatus.State second, String status) {
        var indicator = new RelaysHealthIndicator(
                () -> List.of(relay("https://a.test", first, problem), relay("https://b.test", second, "")));

        assertThat(indicator.health().getStatus().getCode()).isEqualTo(status);
    }

    private static RelayStatus relay(String url, RelayStatus.State state, String problem) {
        return new RelayStatus(new RelayUrl(url), state, false, Instant.EPOCH, null, problem);
    }
}
