package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayUrl;
import java.net.SocketAddress;

/** Where a peer is whose packets come through a relay: no address of a network, by which nobody is to be let in. */
public final class RelayAddress extends SocketAddress {

    private static final long serialVersionUID = 1;

    private final transient RelayUrl relay;
    private final transient NodeId node;

    RelayAddress(RelayUrl relay, NodeId node) {
        this.relay = relay;
        this.node = node;
    }

    public RelayUrl relay() {
        return relay;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RelayAddress that && relay.equals(that.relay) && node.equals(that.node);
    }

    @Override
    public int hashCode() {
        return relay.hashCode() * 31 + node.hashCode();
    }

    /** {@code relay https://relay.example/}. */
    @Override
    public String toString() {
        return "relay " + relay;
    }
}
