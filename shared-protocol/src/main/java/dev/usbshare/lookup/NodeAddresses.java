package dev.usbshare.lookup;

import dev.usbshare.relay.RelayUrl;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Where a node may be reached, as far as somebody says; of each kind the best first and at most {@value #MAX}.
 *
 * @param direct UDP, resolved
 */
public record NodeAddresses(List<InetSocketAddress> direct, List<RelayUrl> relays) {

    public static final int MAX = 32;

    public static final NodeAddresses NONE = new NodeAddresses(List.of(), List.of());

    /** What exceeds the bound is left out, and so is what is not resolved. */
    public NodeAddresses {
        direct = direct.stream()
                .filter(a -> !a.isUnresolved())
                .distinct()
                .limit(MAX)
                .toList();
        relays = relays.stream().distinct().limit(MAX).toList();
    }

    public boolean isEmpty() {
        return direct.isEmpty() && relays.isEmpty();
    }

    /** Without that one. */
    public NodeAddresses without(InetSocketAddress address) {
        return new NodeAddresses(
                direct.stream().filter(each -> !each.equals(address)).toList(), relays);
    }

    /** Both, this one's first. */
    public NodeAddresses and(NodeAddresses more) {
        var allDirect = new LinkedHashSet<>(direct);
        allDirect.addAll(more.direct);
        var allRelays = new LinkedHashSet<>(relays);
        allRelays.addAll(more.relays);
        return new NodeAddresses(List.copyOf(allDirect), List.copyOf(allRelays));
    }
}
