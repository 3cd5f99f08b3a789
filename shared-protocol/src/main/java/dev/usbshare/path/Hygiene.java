package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.relay.RelayUrl;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What a peer may make us send to: only addresses that a node can have. */
final class Hygiene {

    /** A server has one home, and another one while it moves. */
    private static final int MAX_RELAYS = 3;

    /**
     * Of what a peer tells, what may be probed.
     *
     * @param here this node's socket reaches this machine alone, and so does its peer's
     */
    static NodeAddresses ofCandidates(NodeAddresses told, boolean here) {
        return new NodeAddresses(
                told.direct().stream().filter(address -> isFit(address, here)).toList(),
                told.relays().stream()
                        .filter(relay -> here || !isNear(relay))
                        .limit(MAX_RELAYS)
                        .toList());
    }

    /** A relay serves the Internet: one on this machine or in this network is for its operator to name. */
    private static boolean isNear(RelayUrl relay) {
        String host = relay.host();
        if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
            return host.equals("localhost") || host.endsWith(".localhost");
        }
        InetAddress ip = new InetSocketAddress(host, relay.port()).getAddress();
        return ip.isAnyLocalAddress() || ip.isMulticastAddress() || PathKind.of(ip) == PathKind.LAN;
    }

    static boolean isFit(InetSocketAddress address, boolean here) {
        InetAddress ip = address.getAddress();
        return address.getPort() != 0
                && !ip.isAnyLocalAddress()
                && !ip.isMulticastAddress()
                && (here || !ip.isLoopbackAddress())
                && !isBroadcast(ip.getAddress());
    }

    private static boolean isBroadcast(byte[] ip) {
        return ip.length == 4 && (ip[0] & ip[1] & ip[2] & ip[3]) == -1;
    }

    private Hygiene() {}
}
