package dev.usbshare.service.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.relay.RelayStatus;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A relay as the management side shows it.
 *
 * @param state {@code idle}, {@code connecting}, {@code connected} or {@code waiting}
 * @param home peers that look this node up are sent there
 * @param since when it came into its state
 * @param latencyMillis there and back, as measured last
 * @param problem for people; null if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RelayRow(
        String url,
        String state,
        boolean home,
        Instant since,
        @Nullable Double latencyMillis,
        @Nullable String problem) {

    private static final double NANOS_PER_MILLI = 1e6;

    static RelayRow of(RelayStatus relay) {
        return new RelayRow(
                relay.url().text(),
                state(relay.state()),
                relay.home(),
                relay.since(),
                relay.latency() == null ? null : relay.latency().toNanos() / NANOS_PER_MILLI,
                relay.problem().isEmpty() ? null : relay.problem());
    }

    static String state(RelayStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
