package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;

/** Hears what becomes of approvals, after it is stored. Called on any thread; must be quick and must not throw. */
public interface PeerListener {

    /** A peer was approved, or is approved for something else now: what it may see and do has to be looked at anew. */
    void peerChanged(ApprovedPeer peer);

    /**
     * A peer is not approved any more: revoked, expired, or known by another node id now.
     *
     * @param reason for the peer and for our log
     */
    void peerEnded(NodeId peer, String reason);

    /**
     * A peer has a new key, and comes in as what it was: what is kept of its old node id has to move along before it does. May
     * block a moment.
     */
    default void peerFollowed(NodeId old, NodeId replacement) {}
}
