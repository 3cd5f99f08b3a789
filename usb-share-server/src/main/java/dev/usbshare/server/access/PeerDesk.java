package dev.usbshare.server.access;

import static dev.usbshare.server.access.AccessException.Reason.CONFLICT;
import static dev.usbshare.server.access.AccessException.Reason.NOT_FOUND;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a person can do about peers and about those who asked. Reads never block; everything else does, and throws {@link
 * AccessException} with nothing changed.
 */
public final class PeerDesk {

    static final int MAX_PEERS = 4096;

    /** Each is one that a person said no to. */
    static final int MAX_DENIED = 1024;

    static final String REVOKED = "a person at the server took this node's approval back";

    private final AccessLedger ledger;

    PeerDesk(AccessLedger ledger) {
        this.ledger = ledger;
    }

    /** All peers, expired ones included, those of the settings first. */
    public List<PeerEntry> peers() {
        return ledger.snapshot().peers().values().stream()
                .sorted(Comparator.comparing(PeerEntry::approvedAt).thenComparing(PeerEntry::id))
                .toList();
    }

    public Optional<PeerEntry> peer(NodeId id) {
        return Optional.ofNullable(ledger.snapshot().peers().get(id));
    }

    /** @throws AccessException NOT_FOUND */
    public PeerEntry approved(NodeId id) {
        return peer(id).orElseThrow(() -> unknown(id));
    }

    private static AccessException unknown(NodeId id) {
        return new AccessException(NOT_FOUND, "node " + id + " is not approved here");
    }

    /** Approves a node, whether it asked or not. */
    public PeerEntry approve(NodeId id, PeerTerms terms) {
        Instant now = ledger.now();
        terms.checkedAt(now);
        return ledger.change("", tables -> {
            AccessSnapshot stored = ledger.snapshot();
            PeerEntry there = stored.peers().get(id);
            if (there != null && there.holdsAt(now)) {
                throw new AccessException(
                        CONFLICT,
                        "node " + id + " is approved already"
                                + (there.source() == PeerEntry.Source.SETTINGS
                                        ? ", in the settings"
                                        : "; change it, or revoke it first"));
            }
            checkNotGivenUp(stored, id);
            if (there == null && stored.peers().size() >= MAX_PEERS) {
                throw new AccessException(CONFLICT, "there are " + MAX_PEERS + " peers already; revoke some first");
            }
            tables.pending().delete(id);
            tables.peers().put(id, terms, now.truncatedTo(ChronoUnit.MILLIS));
            ledger.recordFirst(approved(ServerEvent.OPERATOR, id, terms));
            return new PeerEntry(id, terms, PeerEntry.Source.DATABASE, now.truncatedTo(ChronoUnit.MILLIS), false);
        });
    }

    static ServerEvent approved(String actor, NodeId id, PeerTerms terms) {
        return new ServerEvent.PeerApproved(
                actor, id.toString(), terms.name(), terms.grantsText(), terms.expiresText());
    }

    private static void checkNotGivenUp(AccessSnapshot stored, NodeId id) {
        @Nullable NodeId successor = stored.successors().get(id);
        if (successor != null) {
            throw new AccessException(
                    CONFLICT,
                    "node " + id + " gave its key up for that of " + AccessSnapshot.latest(id, stored.successors())
                            + "; approve that one");
        }
    }

    /** Changes what a peer is approved for; its session goes on under the new terms. */
    public PeerEntry change(NodeId id, UnaryOperator<PeerTerms> changes) {
        return ledger.change(REVOKED, tables -> {
            PeerEntry there = stored(id);
            PeerTerms terms = changes.apply(there.terms()).checkedAt(ledger.now());
            tables.peers().put(id, terms, there.approvedAt());
            ledger.recordFirst(
                    new ServerEvent.PeerChanged(ServerEvent.OPERATOR, id.toString(), difference(there.terms(), terms)));
            return new PeerEntry(id, terms, there.source(), there.approvedAt(), false);
        });
    }

    private static String difference(PeerTerms before, PeerTerms after) {
        var changes = new StringJoiner("; ");
        if (!before.name().equals(after.name())) {
            changes.add("name '" + before.name() + "' to '" + after.name() + "'");
        }
        if (!before.notes().equals(after.notes())) {
            changes.add("notes");
        }
        if (!before.grantsText().equals(after.grantsText())) {
            changes.add("grants " + before.grantsText() + " to " + after.grantsText());
        }
        if (!before.expires().equals(after.expires())) {
            changes.add("expires " + before.expiresText() + " to " + after.expiresText());
        }
        return changes.length() == 0 ? "nothing" : changes.toString();
    }

    /** Takes an approval back; a live session of the peer ends at once. */
    public void revoke(NodeId id) {
        ledger.change(REVOKED, tables -> {
            stored(id);
            return tables.peers().delete(id);
        });
        ledger.record(new ServerEvent.PeerRevoked(ServerEvent.OPERATOR, id.toString(), "revoked"));
    }

    /** An entry that people may change. */
    private PeerEntry stored(NodeId id) {
        PeerEntry there = ledger.snapshot().peers().get(id);
        if (there == null) {
            throw unknown(id);
        }
        if (there.source() == PeerEntry.Source.SETTINGS) {
            throw new AccessException(
                    CONFLICT,
                    "node " + id + " is approved in the settings; change usb-share.peers or --peer there and restart"
                            + " the service");
        }
        return there;
    }

    /** Those that asked, denied ones included, the latest last. */
    public List<PendingPeer> pending() {
        return ledger.snapshot().pending().values().stream()
                .sorted(Comparator.comparing(PendingPeer::firstAsked).thenComparing(PendingPeer::id))
                .toList();
    }

    /** @throws AccessException NOT_FOUND */
    public PendingPeer asked(NodeId id) {
        PendingPeer asked = ledger.snapshot().pending().get(id);
        if (asked == null) {
            throw new AccessException(NOT_FOUND, "node " + id + " has not asked, or was forgotten");
        }
        return asked;
    }

    /** Approves one that asked; without a name it keeps the one it gave itself. */
    public PeerEntry approvePending(NodeId id, PeerTerms terms) {
        PendingPeer asked = asked(id);
        return approve(id, terms.name().isEmpty() ? terms.withName(asked.nodeName()) : terms);
    }

    /** Turns one that asked away, silently from now on. */
    public void deny(NodeId id) {
        boolean changed = ledger.change("", tables -> {
            if (asked(id).denied()) {
                return false;
            }
            long denied = ledger.snapshot().pending().values().stream()
                    .filter(PendingPeer::denied)
                    .count();
            if (denied >= MAX_DENIED) {
                throw new AccessException(CONFLICT, "there are " + MAX_DENIED + " denied nodes; forget some first");
            }
            tables.pending().deny(id);
            return true;
        });
        if (changed) {
            ledger.record(new ServerEvent.PeerDenied(ServerEvent.OPERATOR, id.toString()));
        }
    }

    /** Forgets that a node asked, or that it was denied: it may ask again. */
    public void forget(NodeId id) {
        boolean denied = ledger.change("", tables -> {
            PendingPeer asked = asked(id);
            tables.pending().delete(id);
            return asked.denied();
        });
        if (denied) {
            ledger.record(new ServerEvent.PeerChanged(ServerEvent.OPERATOR, id.toString(), "denial forgotten"));
        }
    }

    /** Forgets everyone who waits for a decision. @return how many */
    public int forgetWaiting() {
        return Objects.requireNonNull(
                ledger.change("", tables -> tables.pending().deleteWaiting()));
    }

    /** The grants of both, each once. */
    static PeerTerms merged(PeerTerms own, PeerTerms more) {
        var grants = new ArrayList<>(own.grants());
        grants.addAll(more.grants());
        return own.withGrants(grants).withTakeOver(own.takeOver() || more.takeOver());
    }
}
