package dev.usbshare.service.network;

import dev.usbshare.relay.RelayStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * {@code relays}: degraded while relays are wanted and none can be reached. That is no fault of this service, which still serves who
 * reaches it otherwise, and so does not make the whole of it unwell.
 */
@Component("relaysHealthIndicator")
final class RelaysHealthIndicator extends AbstractHealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");

    private final KnownRelays known;

    RelaysHealthIndicator(KnownRelays known) {
        super("the relays could not be asked");
        this.known = known;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        List<RelayStatus> relays = known.relays();
        builder.status(isCutOff(relays) ? DEGRADED : Status.UP).withDetail("relays", texts(relays));
    }

    private static boolean isCutOff(List<RelayStatus> relays) {
        return relays.stream()
                        .anyMatch(relay -> relay.state() != RelayStatus.State.IDLE
                                && !relay.problem().isEmpty())
                && relays.stream().noneMatch(relay -> relay.state() == RelayStatus.State.CONNECTED);
    }

    private static Map<String, String> texts(List<RelayStatus> relays) {
        var texts = new LinkedHashMap<String, String>();
        for (RelayStatus relay : relays) {
            String state = RelayRow.state(relay.state()) + (relay.home() ? ", home" : "");
            texts.put(relay.url().text(), relay.problem().isEmpty() ? state : state + ": " + relay.problem());
        }
        return texts;
    }
}
