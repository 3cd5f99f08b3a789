package dev.usbshare.server.access;

import dev.usbshare.identity.IdentityHistory;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.limits.AddressBuckets;
import dev.usbshare.service.limits.TokenBucket;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The door of this room: decides who may come in, from the peers of the settings and those that are stored, and ends approvals
 * when their time is over.
 *
 * <p><b>Confinement</b>: thread-safe. The methods of {@link PeerAccess} never block: what has to be stored is stored by the
 * executor given.
 */
public final class AccessRoom implements PeerAccess, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessRoom.class);

    /** Stages that wait for the database at a time. Strangers are fewer; approved peers that redeem tickets are rare. */
    private static final int MAX_WAITING = 256;

    /** Keys that were given up; a peer that changes its key for fun must not fill the database. */
    private static final int MAX_SUCCESSORS = 4096;

    /** Wrong tickets from one address; with 2^128 secrets this is for the log's sake. */
    private static final int WRONG_TICKETS = 5;

    private static final double WRONG_TICKETS_PER_SECOND = 0.1;

    private static final int RECORDED_REFUSALS = 20;
    private static final double RECORDED_REFUSALS_PER_SECOND = 1.0 / 60;

    private final AccessLedger ledger;
    private final PeerDesk peers;
    private final TicketDesk tickets;
    private final Knocks knocks;
    private final Expiries expiries;
    private final Executor executor;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Loads what is stored. Blocks.
     *
     * @param settings peers that are approved for as long as they stand there
     * @param timers for what happens without being asked for; may be an event loop
     * @param executor runs what blocks, one task after the other
     * @throws AccessException if the database fails
     */
    public AccessRoom(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            AuditLog audit,
            Clock clock,
            ApprovedPeers settings,
            ScheduledExecutorService timers,
            Executor executor) {
        ledger = new AccessLedger(jdbc, transactions, audit, clock, settings);
        this.executor = executor;
        knocks = new Knocks(ledger, clock);
        peers = new PeerDesk(ledger);
        tickets = new TicketDesk(
                ledger,
                new SecureRandom(),
                new AddressBuckets(clock, WRONG_TICKETS, WRONG_TICKETS_PER_SECOND),
                new TokenBucket(clock, RECORDED_REFUSALS, RECORDED_REFUSALS_PER_SECOND),
                knocks::turnedAway);
        expiries = new Expiries(ledger, knocks, timers, executor);
        expiries.start();
    }

    public PeerDesk peers() {
        return peers;
    }

    public TicketDesk tickets() {
        return tickets;
    }

    @Override
    public AccessDecision decide(NodeId id) {
        AccessSnapshot stored = ledger.snapshot();
        PeerEntry entry = stored.peers().get(id);
        if (entry != null && entry.holdsAt(ledger.now())) {
            return new AccessDecision.Granted(entry.peer());
        }
        if (stored.successors().containsKey(id)) {
            return new AccessDecision.Denied("this node gave its key up for another one, which this server knows");
        }
        PendingPeer asked = stored.pending().get(id);
        return asked != null && asked.denied()
                ? new AccessDecision.Denied(notApproved(id))
                : new AccessDecision.Unknown(notApproved(id));
    }

    /** The same for those that are unknown and those that were denied. At most 200 bytes, which a close can carry. */
    private static String notApproved(NodeId id) {
        return "node " + id.toShortString()
                + "... is not approved here; a person must do that at the server (management"
                + " endpoint 'pending'), or give you a ticket";
    }

    @Override
    public CompletionStage<AccessDecision> redeem(NodeId peer, PairingSecret secret, SocketAddress address) {
        if (!tickets.mayTry(address)) {
            knocks.turnedAway();
            return CompletableFuture.completedStage(
                    new AccessDecision.Denied("too many wrong tickets from this address; try again in a minute"));
        }
        return later(() -> tickets.redeem(peer, secret, address));
    }

    @Override
    public CompletionStage<AccessDecision> follow(NodeId peer, IdentityHistory history) {
        if (history.earlierIds().stream().noneMatch(this::isApproved)) {
            return CompletableFuture.completedStage(decide(peer));
        }
        return later(() -> followNow(peer, history));
    }

    private boolean isApproved(NodeId id) {
        PeerEntry entry = ledger.snapshot().peers().get(id);
        return entry != null && entry.holdsAt(ledger.now());
    }

    private AccessDecision followNow(NodeId peer, IdentityHistory history) {
        for (NodeId earlier : history.earlierIds()) {
            if (isApproved(earlier) && history.leadsFrom(earlier)) {
                ledger.change("this node has another key now", tables -> {
                    boolean room = ledger.snapshot().successors().size() < MAX_SUCCESSORS;
                    if (room && decide(peer) instanceof AccessDecision.Unknown && isApproved(earlier)) {
                        tables.peers().delete(peer);
                        tables.pending().delete(peer);
                        tables.peers().follow(earlier, peer, ledger.now());
                        ledger.recordFirst(new ServerEvent.PeerIdentityFollowed(
                                peer.toString(), earlier.toString(), peer.toString()));
                    }
                    return peer;
                });
                if (isApproved(peer)) {
                    ledger.tellFollowed(earlier, peer);
                }
                break;
            }
        }
        return decide(peer);
    }

    @Override
    public void asked(NodeId peer, String nodeName, SocketAddress address) {
        @Nullable PendingPeer request = knocks.hear(peer, nodeName, address);
        if (request != null) {
            later(() -> {
                        knocks.keep(request);
                        return request;
                    })
                    .whenComplete((kept, failure) -> {
                        if (failure != null) {
                            LOG.atError()
                                    .addKeyValue("peer", peer.toShortString())
                                    .addKeyValue("error", failure.getMessage())
                                    .log("A node that asked could not be stored");
                            knocks.turnedAway();
                        }
                    });
        }
    }

    @Override
    public void turnedAway() {
        knocks.turnedAway();
    }

    @Override
    public void addListener(PeerListener listener) {
        ledger.addListener(listener);
    }

    private <T> CompletionStage<T> later(Supplier<T> work) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.failedStage(
                    new AccessException(AccessException.Reason.UNAVAILABLE, "too much waits for the database"));
        }
        try {
            return CompletableFuture.supplyAsync(work, executor)
                    .whenComplete((done, failure) -> waiting.decrementAndGet());
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            return CompletableFuture.failedStage(e);
        }
    }

    /** When the next timer runs, for tests of clocks that jump. */
    Instant nextCheck() {
        return expiries.nextCheck();
    }

    /** Ends the timers, and the executor if it has an end. */
    @Override
    public void close() {
        expiries.close();
        if (executor instanceof ExecutorService service) {
            service.shutdown();
        }
    }
}
