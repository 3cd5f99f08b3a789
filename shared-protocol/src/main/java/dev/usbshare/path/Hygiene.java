package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What a peer may make us send to: only addresses that a node can have. */
final class Hygiene {

    /**
     * Of what a peer tells, what may be probed.
     *
     * @param here this node's socket reaches this machine alone, and so does its peer's
     */
    static NodeAddresses ofCandidates(NodeAddresses told, boolean here) {
        return new NodeAddresses(
                told.direct().stream().filter(address -> isFit(address, here)).toList(), told.relays());
    }

    private static boolean isFit(InetSocketAddress address, boolean here) {
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
