package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.PeerListener;
import dev.usbshare.server.policy.PolicyEditor;
import dev.usbshare.server.policy.PolicyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Policies that name a peer go on naming it when it has a new key. If they cannot, they do not know the new one: it is denied. */
final class PolicyFollower implements PeerListener {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyFollower.class);

    private final PolicyEditor editor;

    PolicyFollower(PolicyEditor editor) {
        this.editor = editor;
    }

    @Override
    public void peerFollowed(NodeId old, NodeId replacement) {
        try {
            editor.followPeer(old, replacement);
        } catch (PolicyException e) {
            LOG.atError()
                    .addKeyValue("peer", replacement.toShortString())
                    .addKeyValue("error", e.getMessage())
                    .log("Policies still name the peer's old node id; correct them");
        }
    }

    @Override
    public void peerChanged(ApprovedPeer peer) {
        // Sessions look at their leases anew.
    }

    @Override
    public void peerEnded(NodeId peer, String reason) {
        // What policies say of a peer that is not approved does not matter, and is right again if it is.
    }
}
