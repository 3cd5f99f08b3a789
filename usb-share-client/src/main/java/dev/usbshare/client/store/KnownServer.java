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
 * @param addresses {@code HOST:PORT}, tried in turn; at least one
 * @param secret a ticket's that is still to be redeemed
 */
public record KnownServer(
        NodeId nodeId, String name, List<String> addresses, Optional<PairingSecret> secret, ConnectMode mode) {

    public KnownServer {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a server without an address");
        }
    }
}
