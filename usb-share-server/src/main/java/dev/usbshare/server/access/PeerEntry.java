package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import java.time.Instant;

/**
 * An approved peer with what is known about its approval.
 *
 * @param approvedAt when; the epoch for peers of the settings
 * @param ended whether its approval is over, because it expired
 */
public record PeerEntry(NodeId id, PeerTerms terms, Source source, Instant approvedAt, boolean ended) {

    /** Where an approval comes from. */
    public enum Source {
        /** {@code usb-share.peers}: for as long as it stands there. */
        SETTINGS,
        /** A person at the management door, or a ticket. */
        DATABASE
    }

    /** Whether the approval holds. */
    public boolean holdsAt(Instant now) {
        return !ended && terms.expires().map(now::isBefore).orElse(true);
    }

    ApprovedPeer peer() {
        return new ApprovedPeer(id, terms.name(), terms.grants(), terms.expires(), terms.takeOver());
    }

    /** The same terms for another node id. */
    PeerEntry as(NodeId other) {
        return new PeerEntry(other, terms, source, approvedAt, ended);
    }
}
