package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * A ticket as the server knows it: everything but its secret.
 *
 * @param id names it to people; no secret
 * @param digest of the secret, in hexadecimal
 * @param terms for the peer that redeems it
 */
public record TicketEntry(
        String id,
        String digest,
        PeerTerms terms,
        Instant issued,
        Instant expires,
        Optional<Instant> redeemed,
        Optional<NodeId> redeemedBy,
        Optional<Instant> withdrawn) {

    /** What can become of a ticket. */
    public enum Status {
        OPEN,
        REDEEMED,
        WITHDRAWN,
        EXPIRED
    }

    public Status statusAt(Instant now) {
        if (redeemed.isPresent()) {
            return Status.REDEEMED;
        }
        if (withdrawn.isPresent()) {
            return Status.WITHDRAWN;
        }
        return expires.isAfter(now) ? Status.OPEN : Status.EXPIRED;
    }

    @Override
    public String toString() {
        return "TicketEntry[" + id + "]";
    }
}
