package dev.usbshare.server.ops;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.Ticket;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code connection}: how clients reach this server. Nothing of it is secret, and nothing of it lets anybody in. */
@Component
@Endpoint(id = "connection")
final class ConnectionEndpoint {

    /**
     * @param addresses where the server may be found, the likeliest first
     * @param ticket all of it in one text, for a client to add; without a secret
     */
    record Row(String nodeId, String fingerprint, String name, List<String> addresses, String ticket) {}

    private final NodeKey key;
    private final NodeName name;
    private final OwnAddresses addresses;

    ConnectionEndpoint(NodeKey key, NodeName name, OwnAddresses addresses) {
        this.key = key;
        this.name = name;
        this.addresses = addresses;
    }

    @ReadOperation
    Row connection() {
        List<AddressHint> hints = addresses.all();
        var ticket = new Ticket(key.id(), hints, addresses.relays(), Optional.empty(), name.cut(Ticket.MAX_NAME_BYTES));
        return new Row(
                key.id().toString(),
                key.id().fingerprint(),
                name.value(),
                hints.stream().map(AddressHint::toString).toList(),
                ticket.text());
    }
}
