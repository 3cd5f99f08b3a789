package dev.usbshare.client.store;

import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import java.util.List;
import java.util.Optional;

/**
 * A server that a person added.
 *
 * @param name unique on this client
 * @param addresses {@code HOST:PORT} and URLs of relays; none if it is looked up by its node id
 * @param secret a ticket's that is still to be redeemed
 */
public record KnownServer(
        NodeId nodeId, String name, List<String> addresses, Optional<PairingSecret> secret, ConnectMode mode) {

    public KnownServer {
        addresses = List.copyOf(addresses);
    }
}
