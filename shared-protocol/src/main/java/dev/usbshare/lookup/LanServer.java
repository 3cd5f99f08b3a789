package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import dev.usbshare.text.PlainText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server as the local network tells of it: whoever is on that network may have made it up.
 *
 * @param name what it calls itself; plain, at most {@value #MAX_NAME_CHARS} characters, perhaps empty
 * @param addresses at most {@value #MAX_ADDRESSES}
 */
public record LanServer(NodeId id, String name, List<InetSocketAddress> addresses) {

    static final int MAX_NAME_CHARS = 64;
    static final int MAX_ADDRESSES = 8;

    public LanServer {
        name = PlainText.clean(name.strip(), MAX_NAME_CHARS);
        addresses = addresses.stream().distinct().limit(MAX_ADDRESSES).toList();
    }

    /**
     * What an announcement says.
     *
     * @param instance the service's name: the node id
     * @param hearer the own address that it was heard at; who hears on loopback is told of loopback
     * @return null if it is none of ours, or says no address
     */
    static @Nullable LanServer of(
            String instance, @Nullable String name, int port, List<InetAddress> addresses, InetAddress hearer) {
        NodeId id;
        try {
            id = NodeId.parse(instance);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (port < 1 || port > 65_535) {
            return null;
        }
        List<InetSocketAddress> usable = addresses.stream()
                .filter(address -> !address.isAnyLocalAddress()
                        && !address.isMulticastAddress()
                        && !isLinkLocal6(address)
                        && address.isLoopbackAddress() == hearer.isLoopbackAddress())
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        return usable.isEmpty() ? null : new LanServer(id, name == null ? "" : name, usable);
    }

    /** Without its interface, which is not told, it leads nowhere. */
    private static boolean isLinkLocal6(InetAddress address) {
        return address.isLinkLocalAddress() && address.getAddress().length == 16;
    }
}
