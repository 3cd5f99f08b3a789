package dev.usbshare.service.network;

import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code relays}: those that this node knows, how its connection to each is, and where peers are sent that look for it. */
@Component
@Endpoint(id = "relays")
final class RelaysEndpoint {

    private final KnownRelays known;

    RelaysEndpoint(KnownRelays known) {
        this.known = known;
    }

    @ReadOperation
    List<RelayRow> relays() {
        return known.relays().stream().map(RelayRow::of).toList();
    }
}
