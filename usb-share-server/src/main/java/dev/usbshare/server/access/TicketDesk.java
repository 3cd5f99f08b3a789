package dev.usbshare.server.access;

import static dev.usbshare.server.access.AccessException.Reason.CONFLICT;
import static dev.usbshare.server.access.AccessException.Reason.INVALID;
import static dev.usbshare.server.access.AccessException.Reason.NOT_FOUND;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.quic.AddressText;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.limits.AddressBuckets;
import dev.usbshare.service.limits.TokenBucket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tickets: issued and withdrawn by people, redeemed by nodes, each one once. Reads never block; everything else does.
 */
public final class TicketDesk {

    static final int MAX_OPEN = 256;

    /** An invitation that lies around for longer should be an approval. */
    static final Duration MAX_VALIDITY = Duration.ofDays(90);

    private static final int ID_BYTES = 5;
    private static final String USED = "the ticket was used already, and is good once; ask for a new one";

    private final AccessLedger ledger;
    private final SecureRandom random;
    private final AddressBuckets wrongTickets;
    private final TokenBucket recordedRefusals;
    private final Runnable turnedAway;

    /** @param turnedAway counts a refusal that is not recorded by itself */
    TicketDesk(
            AccessLedger ledger,
            SecureRandom random,
            AddressBuckets wrongTickets,
            TokenBucket recordedRefusals,
            Runnable turnedAway) {
        this.ledger = ledger;
        this.random = random;
        this.wrongTickets = wrongTickets;
        this.recordedRefusals = recordedRefusals;
        this.turnedAway = turnedAway;
    }

    /** All tickets that are remembered, the newest last. */
    public List<TicketEntry> tickets() {
        return ledger.snapshot().tickets();
    }

    /** @throws AccessException NOT_FOUND */
    public TicketEntry known(String id) {
        return tickets().stream()
                .filter(ticket -> ticket.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AccessException(NOT_FOUND, "there is no ticket with that id"));
    }

    /**
     * A new ticket.
     *
     * @param terms for whoever redeems it
     * @param validFor how long it can be redeemed
     */
    public IssuedTicket issue(PeerTerms terms, Duration validFor) {
        Instant now = ledger.now().truncatedTo(ChronoUnit.MILLIS);
        terms.checkedAt(now);
        if (!validFor.isPositive() || validFor.compareTo(MAX_VALIDITY) > 0) {
            throw new AccessException(INVALID, "a ticket is good for up to " + MAX_VALIDITY.toDays() + " days");
        }
        PairingSecret secret = PairingSecret.random(random);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        var entry = new TicketEntry(
                HexFormat.of().formatHex(id),
                HexFormat.of().formatHex(secret.digest()),
                terms,
                now,
                now.plus(validFor).truncatedTo(ChronoUnit.SECONDS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return ledger.change("", tables -> {
            long open = tickets().stream()
                    .filter(ticket -> ticket.statusAt(now) == TicketEntry.Status.OPEN)
                    .count();
            if (open >= MAX_OPEN) {
                throw new AccessException(CONFLICT, "there are " + MAX_OPEN + " open tickets; withdraw some first");
            }
            tables.tickets().insert(entry);
            ledger.recordFirst(new ServerEvent.TicketIssued(
                    ServerEvent.OPERATOR,
                    entry.id(),
                    terms.grantsText(),
                    entry.expires().toString()));
            return new IssuedTicket(entry, secret);
        });
    }

    /** Makes an open ticket worthless. */
    public void withdraw(String id) {
        Instant now = ledger.now();
        ledger.change("", tables -> {
            if (known(id).statusAt(now) != TicketEntry.Status.OPEN
                    || !tables.tickets().withdraw(id, now)) {
                throw new AccessException(CONFLICT, "ticket " + id + " is not open any more");
            }
            return id;
        });
        ledger.record(new ServerEvent.TicketWithdrawn(ServerEvent.OPERATOR, id));
    }

    /** Whether somebody at this address may try another ticket. */
    boolean mayTry(SocketAddress address) {
        return wrongTickets.has(address);
    }

    /** Redeems a ticket for a peer whose key is proved. Whoever knows the secret may know what became of the ticket. */
    AccessDecision redeem(NodeId peer, PairingSecret secret, SocketAddress address) {
        Instant now = ledger.now();
        TicketEntry ticket = find(secret);
        if (ticket == null) {
            wrongTickets.take(address);
            return refused(peer, address, "this server does not know the ticket; ask for a new one");
        }
        TicketEntry.Status status = ticket.statusAt(now);
        PeerEntry there = ledger.snapshot().peers().get(peer);
        if (there != null && there.holdsAt(now)) {
            boolean again =
                    status == TicketEntry.Status.REDEEMED && ticket.redeemedBy().equals(Optional.of(peer));
            boolean hasAll = status == TicketEntry.Status.OPEN && there.source() == PeerEntry.Source.SETTINGS;
            if (again || hasAll) {
                // The first answer did not arrive, or there is nothing to add.
                return new AccessDecision.Granted(there.peer());
            }
        }
        return switch (status) {
            case OPEN -> use(ticket, peer, address);
            case REDEEMED -> refused(peer, address, USED);
            case WITHDRAWN -> refused(peer, address, "the ticket was withdrawn; ask for a new one");
            case EXPIRED -> refused(peer, address, "the ticket expired at " + ticket.expires() + "; ask for a new one");
        };
    }

    private AccessDecision use(TicketEntry ticket, NodeId peer, SocketAddress address) {
        Instant now = ledger.now();
        String wrong = ledger.change("", tables -> {
            AccessSnapshot stored = ledger.snapshot();
            PeerEntry there = stored.peers().get(peer);
            if (there == null && stored.peers().size() >= PeerDesk.MAX_PEERS) {
                return "this server has as many peers as it can have";
            }
            Optional<Instant> ends = ticket.terms().expires();
            if (ends.isPresent() && !ends.get().isAfter(now)) {
                return "what the ticket grants ended at " + ends.get();
            }
            if (!tables.tickets().redeem(ticket.id(), peer, now)) {
                return USED;
            }
            PeerTerms terms = ticket.terms();
            Instant since = now.truncatedTo(ChronoUnit.MILLIS);
            if (there != null && there.holdsAt(now)) {
                terms = PeerDesk.merged(there.terms(), terms);
                since = there.approvedAt();
            }
            tables.pending().delete(peer);
            tables.peers().put(peer, terms, since);
            ledger.recordFirst(new ServerEvent.TicketRedeemed(peer.toString(), ticket.id()));
            ledger.recordFirst(PeerDesk.approved(peer.toString(), peer, terms));
            return "";
        });
        if (!wrong.isEmpty()) {
            return refused(peer, address, wrong);
        }
        PeerEntry stored = ledger.snapshot().peers().get(peer);
        return stored != null
                ? new AccessDecision.Granted(stored.peer())
                : new AccessDecision.Denied("this node's approval was taken back at once");
    }

    /** Compares with every ticket, in the same time wherever they differ. */
    private @Nullable TicketEntry find(PairingSecret secret) {
        byte[] digest = HexFormat.of().formatHex(secret.digest()).getBytes(StandardCharsets.US_ASCII);
        TicketEntry found = null;
        for (TicketEntry ticket : tickets()) {
            if (MessageDigest.isEqual(digest, ticket.digest().getBytes(StandardCharsets.US_ASCII))) {
                found = ticket;
            }
        }
        return found;
    }

    private AccessDecision refused(NodeId peer, SocketAddress address, String reason) {
        if (recordedRefusals.take()) {
            ledger.record(new ServerEvent.TicketRefused(peer.toString(), reason, AddressText.of(address)));
        } else {
            turnedAway.run();
        }
        return new AccessDecision.Denied(reason);
    }
}
