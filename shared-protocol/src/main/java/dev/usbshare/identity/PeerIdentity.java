package dev.usbshare.identity;

/**
 * Who a certificate says its holder is.
 *
 * @param id proved by the handshake
 * @param history claimed, and proved by whoever relies on it
 */
public record PeerIdentity(NodeId id, IdentityHistory history) {

    /** Whether this is the node that was known as {@code expected}, by its present key or by rotations since. */
    public boolean continues(NodeId expected) {
        return id.equals(expected) || history.leadsFrom(expected);
    }
}
