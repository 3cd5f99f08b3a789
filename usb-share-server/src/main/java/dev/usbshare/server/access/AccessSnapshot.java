package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is stored, at one moment. Immutable.
 *
 * @param peers by the node id they have now; peers of the settings win over stored ones
 * @param successors the node ids that were given up, and what became of them
 */
record AccessSnapshot(
        Map<NodeId, PeerEntry> peers,
        Map<NodeId, NodeId> successors,
        Map<NodeId, PendingPeer> pending,
        List<TicketEntry> tickets) {

    AccessSnapshot {
        peers = Map.copyOf(peers);
        successors = Map.copyOf(successors);
        pending = Map.copyOf(pending);
        tickets = List.copyOf(tickets);
    }

    /** Whom a node id belongs to now: its last successor, or itself. */
    static NodeId latest(NodeId id, Map<NodeId, NodeId> successors) {
        NodeId at = id;
        // As many steps as there are entries at most, whatever the table holds.
        for (int step = 0; step < successors.size(); step++) {
            @Nullable NodeId next = successors.get(at);
            if (next == null) {
                break;
            }
            at = next;
        }
        return at;
    }
}
