package dev.usbshare.service.network;

import dev.usbshare.relay.RelayStatus;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What is to be seen of a node's relays, for {@code @Import}: endpoint, health and meters. Needs a {@link KnownRelays} bean. */
@Configuration(proxyBeanMethods = false)
@Import({RelaysEndpoint.class, RelaysHealthIndicator.class})
public class NetworkConfiguration {

    @Bean
    MeterBinder relayMeters(KnownRelays known) {
        return registry -> {
            for (RelayStatus.State state : RelayStatus.State.values()) {
                NetworkMeters.RELAYS
                        .gauge(() -> known.relays().stream()
                                .filter(relay -> relay.state() == state)
                                .count())
                        .tag(NetworkMeters.Tag.STATE.asString(), RelayRow.state(state))
                        .register(registry);
            }
        };
    }
}
