package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayUrl;
import java.net.InetSocketAddress;

/** Where packets go so that one peer gets them. */
sealed interface PathTarget {

    PathKind kind();

    /** For people. */
    String text();

    /** @param address resolved */
    record Udp(InetSocketAddress address) implements PathTarget {

        @Override
        public PathKind kind() {
            return PathKind.of(address.getAddress());
        }

        @Override
        public String text() {
            String host = address.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        }
    }

    /** @param node as the relay names the peer */
    record Relayed(RelayUrl relay, NodeId node) implements PathTarget {

        @Override
        public PathKind kind() {
            return PathKind.RELAY;
        }

        @Override
        public String text() {
            return relay.text();
        }
    }
}
