package dev.usbshare.path;

/**
 * Whether two nodes reach each other without a relay, and if not, why.
 *
 * @param detail for people: what is in the way, and what to do; empty if nothing is
 */
public record Directness(Reason reason, String detail) {

    /** Why packets go through a relay. */
    public enum Reason {
        /** They do not. */
        IS_DIRECT,
        /** Too early to tell. */
        TRYING,
        /** The settings of this node or of its peer allow relays only. */
        TURNED_OFF,
        /** The peer speaks an older protocol, which knows nothing of paths. */
        PEER_TOO_OLD,
        /** The peer has told no address. */
        NO_ADDRESS,
        /** No UDP packet gets out of this network. */
        UDP_BLOCKED,
        /** This node's NAT gives each destination another port, and so the peer's cannot be told it. */
        SYMMETRIC_NAT,
        /** None of the peer's addresses answers. */
        NO_ANSWER
    }
}
