package dev.usbshare.client.remote;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayUrl;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which server, and where, as far as that is known; whoever has none of it is looked up by its node id.
 *
 * @param name the person's name for it, unique on this client
 * @param nodeId the key that must answer
 * @param addresses host names or literals with their UDP ports; all are tried at once, and resolved anew at each dial
 * @param relays at which it may be found
 */
public record RemoteAddress(String name, NodeId nodeId, List<InetSocketAddress> addresses, List<RelayUrl> relays) {

    public static final int DEFAULT_PORT = 7490;

    public RemoteAddress {
        addresses = List.copyOf(addresses);
        relays = List.copyOf(relays);
    }

    public RemoteAddress(String name, NodeId nodeId, InetSocketAddress address) {
        this(name, nodeId, List.of(address), List.of());
    }

    /**
     * Reads {@code HOST[:PORT]} and URLs of relays.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static RemoteAddress of(String name, NodeId nodeId, List<String> places) {
        return new RemoteAddress(
                name,
                nodeId,
                places.stream()
                        .filter(place -> !isRelay(place))
                        .map(RemoteAddress::parseAddress)
                        .toList(),
                places.stream()
                        .filter(RemoteAddress::isRelay)
                        .map(RelayUrl::new)
                        .toList());
    }

    private static boolean isRelay(String place) {
        return place.startsWith("https://") || place.startsWith("http://");
    }

    /** The first one for people, an IPv6 literal in brackets; empty if only its node id is known. */
    public String text() {
        if (addresses.isEmpty()) {
            return relays.isEmpty() ? "" : relays.getFirst().toString();
        }
        InetSocketAddress first = addresses.getFirst();
        String host = first.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + first.getPort();
    }

    RemoteAddress withNodeId(NodeId other) {
        return new RemoteAddress(name, other, addresses, relays);
    }

    RemoteAddress withName(String other) {
        return new RemoteAddress(other, nodeId, addresses, relays);
    }

    /**
     * Reads {@code NODE-ID@HOST[:PORT]}, with an IPv6 literal in brackets.
     *
     * @throws IllegalArgumentException saying which part is wrong
     */
    public static RemoteAddress parse(String name, String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("expected NODE-ID@HOST[:PORT], found no '@'");
        }
        return new RemoteAddress(name, NodeId.parse(text.substring(0, at)), parseAddress(text.substring(at + 1)));
    }

    /** Reads {@code HOST[:PORT]}; nothing is resolved. */
    public static InetSocketAddress parseAddress(String text) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank()) {
            throw new IllegalArgumentException("the address '" + text + "' names no host");
        }
        int port = colon < 0 ? DEFAULT_PORT : parsePort(text.substring(colon + 1));
        return InetSocketAddress.createUnresolved(host, port);
    }

    private static int parsePort(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below, with what was found.
        }
        throw new IllegalArgumentException("'" + text + "' is not a UDP port (1 to 65535)");
    }
}
