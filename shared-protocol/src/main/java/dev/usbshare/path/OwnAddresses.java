package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.relay.RelayUrl;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where this node may be reached, as its parts find out. Confined to the node's event loop. */
final class OwnAddresses {

    /** A peer may be wrong about where it sees us; few are believed at a time. */
    private static final int MAX_OBSERVED = 8;

    private final Runnable changed;
    private final Map<Long, InetSocketAddress> observed = new LinkedHashMap<>();
    private List<InetSocketAddress> hosts = List.of();
    private List<InetSocketAddress> reflexive = List.of();
    private List<InetSocketAddress> mapped = List.of();
    private List<RelayUrl> relays = List.of();
    private NodeAddresses all = NodeAddresses.NONE;

    /** @param changed called when {@link #all} has changed */
    OwnAddresses(Runnable changed) {
        this.changed = changed;
    }

    NodeAddresses all() {
        return all;
    }

    /** Of this machine's interfaces. */
    void hosts(List<InetSocketAddress> found) {
        hosts = List.copyOf(found);
        compose();
    }

    /** As servers that were asked see this node. */
    void reflexive(Collection<InetSocketAddress> found) {
        reflexive = List.copyOf(found);
        compose();
    }

    /** As a router was asked to forward. */
    void mapped(List<InetSocketAddress> found) {
        mapped = List.copyOf(found);
        compose();
    }

    void home(@Nullable RelayUrl relay) {
        relays = relay == null ? List.of() : List.of(relay);
        compose();
    }

    void observed(long slot, InetSocketAddress address) {
        if (!address.equals(observed.get(slot)) && (observed.size() < MAX_OBSERVED || observed.containsKey(slot))) {
            observed.put(slot, address);
            compose();
        }
    }

    void forget(long slot) {
        if (observed.remove(slot) != null) {
            compose();
        }
    }

    private void compose() {
        var direct = new ArrayList<>(hosts);
        direct.addAll(mapped);
        direct.addAll(reflexive);
        direct.addAll(observed.values());
        var next = new NodeAddresses(direct, relays);
        if (!next.equals(all)) {
            all = next;
            changed.run();
        }
    }
}
