package dev.usbshare.path;

import dev.usbshare.relay.RelayUrl;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The paths of every connection, by what packets carry and by what QUIC writes to. Confined to the node's event loop. */
final class PeerSlots {

    private final Map<Long, PeerPaths> bySlot = new HashMap<>();
    private final Map<InetSocketAddress, PeerPaths> byAddress = new HashMap<>();
    private @Nullable PeerPaths lastFound;

    void add(PeerPaths paths) {
        bySlot.put(paths.slot(), paths);
        byAddress.put(paths.address(), paths);
    }

    void remove(PeerPaths paths) {
        bySlot.remove(paths.slot(), paths);
        byAddress.remove(paths.address(), paths);
        if (lastFound == paths) {
            lastFound = null;
        }
    }

    @Nullable
    PeerPaths find(long slot) {
        return bySlot.get(slot);
    }

    /** Mostly the one that was found last. */
    @Nullable
    PeerPaths find(InetSocketAddress address) {
        PeerPaths latest = lastFound;
        if (latest != null && latest.address().equals(address)) {
            return latest;
        }
        PeerPaths found = byAddress.get(address);
        if (found != null) {
            lastFound = found;
        }
        return found;
    }

    /** A copy. */
    List<PeerPaths> all() {
        return List.copyOf(bySlot.values());
    }

    int size() {
        return bySlot.size();
    }

    /** The caller's to change. */
    Set<RelayUrl> relays() {
        Set<RelayUrl> inUse = new HashSet<>();
        bySlot.values().forEach(paths -> paths.relays(inUse));
        return inUse;
    }
}
