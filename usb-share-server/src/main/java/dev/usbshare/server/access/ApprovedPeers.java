package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The peers of the settings. An empty list admits nobody. Immutable. */
public final class ApprovedPeers {

    private final Map<NodeId, ApprovedPeer> byId;

    /** @throws IllegalArgumentException if a node id occurs twice */
    public ApprovedPeers(List<ApprovedPeer> peers) {
        byId = peers.stream()
                .collect(Collectors.toUnmodifiableMap(ApprovedPeer::id, Function.identity(), (one, other) -> {
                    throw new IllegalArgumentException("peer " + one.id() + " is listed twice; remove one entry");
                }));
    }

    public AccessDecision decide(NodeId id) {
        @Nullable ApprovedPeer peer = byId.get(id);
        return peer != null
                ? new AccessDecision.Granted(peer)
                : new AccessDecision.Denied(
                        "node " + id + " is not approved here; add it to usb-share.peers of the server");
    }

    public int size() {
        return byId.size();
    }
}
