package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.AuditException;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.text.PlainText;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is stored of peers, requests and tickets: changed in transactions, one at a time, and read from a snapshot of what was
 * stored last. After each change the listeners hear what became of approvals.
 *
 * <p><b>Confinement</b>: {@link #snapshot} never blocks; {@link #change} and {@link #reload} block, not for the event loop.
 */
final class AccessLedger {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLedger.class);

    private static final int MAX_REASON_CHARS = 200;

    /** The tables, for the length of a transaction. */
    record Tables(PeerRepository peers, PendingRepository pending, TicketRepository tickets) {}

    private final Tables tables;
    private final TransactionTemplate transactions;
    private final AuditLog audit;
    private final Clock clock;
    private final Collection<ApprovedPeer> settings;
    private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile AccessSnapshot snapshot;

    AccessLedger(
            JdbcClient jdbc, TransactionTemplate transactions, AuditLog audit, Clock clock, ApprovedPeers settings) {
        this.tables = new Tables(new PeerRepository(jdbc), new PendingRepository(jdbc), new TicketRepository(jdbc));
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
        this.settings = settings.all();
        this.snapshot = new AccessSnapshot(Map.of(), Map.of(), Map.of(), List.of());
        reload("");
    }

    AccessSnapshot snapshot() {
        return snapshot;
    }

    Instant now() {
        return clock.instant();
    }

    void addListener(PeerListener listener) {
        listeners.add(listener);
    }

    /** What others keep of a peer moves along with its new node id. */
    void tellFollowed(NodeId old, NodeId replacement) {
        listeners.forEach(listener -> listener.peerFollowed(old, replacement));
    }

    /** Looks at the database again: another server may share it. */
    void reload(String endReason) {
        change(endReason, tables -> "");
    }

    /**
     * Changes what is stored: all of it, or nothing if it throws.
     *
     * @param endReason for the peers whose approval this ends
     * @throws AccessException what the work throws; UNAVAILABLE if the database fails
     */
    <T> T change(String endReason, Function<Tables, T> work) {
        lock.lock();
        try {
            record Outcome<T>(T result, AccessSnapshot snapshot) {}
            var outcome = Objects.requireNonNull(
                    transactions.execute(status -> new Outcome<>(work.apply(tables), load())), "nothing was stored");
            AccessSnapshot before = snapshot;
            snapshot = outcome.snapshot();
            tell(before, outcome.snapshot(), endReason);
            return outcome.result();
        } catch (DataAccessException | TransactionException e) {
            String reason = PlainText.clean(
                    String.valueOf(NestedExceptionUtils.getMostSpecificCause(e).getMessage()), MAX_REASON_CHARS);
            throw new AccessException(
                    AccessException.Reason.UNAVAILABLE, "the database failed, nothing was changed: " + reason, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts an event on the audit log's disk before the change that it tells of is stored: what the log does not know was never
     * granted.
     *
     * @throws AccessException UNAVAILABLE if the log fails
     */
    void recordFirst(ServerEvent event) {
        try {
            audit.keepFirst(event);
        } catch (AuditException e) {
            throw new AccessException(
                    AccessException.Reason.UNAVAILABLE,
                    "the audit log failed, nothing was changed: "
                            + PlainText.clean(String.valueOf(e.getMessage()), MAX_REASON_CHARS),
                    e);
        }
    }

    /** Tells the audit log of something that has ended, or granted nothing. */
    void record(ServerEvent event) {
        audit.append(event).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.atError()
                        .addKeyValue("event", event.kind())
                        .addKeyValue("error", failure.getMessage())
                        .log("The audit log failed");
            }
        });
    }

    private AccessSnapshot load() {
        Map<NodeId, NodeId> successors = tables.peers().successors();
        Map<NodeId, PeerEntry> peers = new HashMap<>();
        tables.peers().all().forEach(entry -> peers.put(entry.id(), entry));
        for (ApprovedPeer peer : settings) {
            var terms = new PeerTerms(peer.name(), "", peer.grants(), peer.expires(), peer.takeOver());
            NodeId now = AccessSnapshot.latest(peer.id(), successors);
            peers.put(now, new PeerEntry(now, terms, PeerEntry.Source.SETTINGS, Instant.EPOCH, false));
        }
        Map<NodeId, PendingPeer> pending = new HashMap<>();
        tables.pending().all().forEach(peer -> pending.put(peer.id(), peer));
        return new AccessSnapshot(peers, successors, pending, tables.tickets().all());
    }

    private void tell(AccessSnapshot before, AccessSnapshot after, String endReason) {
        before.peers().values().forEach(entry -> {
            PeerEntry now = after.peers().get(entry.id());
            if (!entry.ended() && (now == null || now.ended())) {
                tellEnded(entry.id(), endReason);
            }
        });
        after.peers().values().forEach(entry -> {
            if (!entry.ended() && !entry.equals(before.peers().get(entry.id()))) {
                listeners.forEach(listener -> listener.peerChanged(entry.peer()));
            }
        });
    }

    void tellEnded(NodeId peer, String reason) {
        LOG.atInfo()
                .addKeyValue("peer", peer.toShortString())
                .addKeyValue("reason", reason)
                .log("Approval ended");
        listeners.forEach(listener -> listener.peerEnded(peer, reason));
    }
}
