package dev.usbshare.client.remote;

import dev.usbshare.identity.NodeId;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Which server, and where.
 *
 * @param name the person's name for it, unique on this client
 * @param nodeId the key that must answer
 * @param addresses host names or literals with their UDP ports, tried in turn; resolved anew at each dial. At least one
 */
public record RemoteAddress(String name, NodeId nodeId, List<InetSocketAddress> addresses) {

    public static final int DEFAULT_PORT = 7490;

    public RemoteAddress {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("server " + name + " has no address");
        }
    }

    public RemoteAddress(String name, NodeId nodeId, InetSocketAddress address) {
        this(name, nodeId, List.of(address));
    }

    /** The first one. */
    public InetSocketAddress address() {
        return addresses.getFirst();
    }

    /** Where to dial at an attempt; 0 is the first. */
    InetSocketAddress address(int attempt) {
        return addresses.get(Math.floorMod(attempt, addresses.size()));
    }

    RemoteAddress withNodeId(NodeId other) {
        return new RemoteAddress(name, other, addresses);
    }

    RemoteAddress withName(String other) {
        return new RemoteAddress(other, nodeId, addresses);
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
