package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.ApprovedPeer;

/**
 * Who asks for leases and holds them: a session of a peer.
 *
 * @param name for people: what this server calls the peer, or its short id; never what the peer calls itself
 */
public record Leaseholder(NodeId peer, String name, long session) {

    public static Leaseholder of(ApprovedPeer peer, long session) {
        String name = peer.name().isEmpty() ? peer.id().toShortString() : peer.name();
        return new Leaseholder(peer.id(), name, session);
    }
}
