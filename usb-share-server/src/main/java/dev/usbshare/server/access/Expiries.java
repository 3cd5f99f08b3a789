package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends approvals when they expire, and tidies up. Wakes up when the next one is due, and every minute in case that a clock was set
 * or another server changed the database. An expiry that was seen is stored: a clock that is set back brings nobody back.
 */
final class Expiries implements AutoCloseable, PeerListener {

    private static final Logger LOG = LoggerFactory.getLogger(Expiries.class);

    static final Duration CHECK = Duration.ofMinutes(1);

    /** Tickets are remembered for this long after they expired, so that whoever brings one can be told. */
    private static final Duration TICKETS_KEPT = Duration.ofDays(30);

    /** For what another server did. */
    private static final String ENDED = "this node's approval was taken back";

    private final AccessLedger ledger;
    private final Knocks knocks;
    private final ScheduledExecutorService timers;
    private final Executor executor;
    private @Nullable ScheduledFuture<?> timer;
    private Instant next = Instant.MAX;
    private boolean closed;

    Expiries(AccessLedger ledger, Knocks knocks, ScheduledExecutorService timers, Executor executor) {
        this.ledger = ledger;
        this.knocks = knocks;
        this.timers = timers;
        this.executor = executor;
    }

    void start() {
        ledger.addListener(this);
        schedule();
    }

    synchronized Instant nextCheck() {
        return next;
    }

    private synchronized void schedule() {
        if (closed) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        Instant now = ledger.now();
        Instant due = now.plus(CHECK);
        for (PeerEntry entry : ledger.snapshot().peers().values()) {
            Instant expires = entry.terms().expires().orElse(Instant.MAX);
            if (!entry.ended() && expires.isBefore(due)) {
                due = expires;
            }
        }
        next = due;
        // Rounded up, so that the moment has come when the timer runs.
        long millis = Math.max(0, Duration.between(now, due).toMillis()) + 1;
        timer = timers.schedule(this::wake, millis, TimeUnit.MILLISECONDS);
    }

    private void wake() {
        // At once, whatever the database does.
        for (PeerEntry entry : ledger.snapshot().peers().values()) {
            if (!entry.ended() && !entry.holdsAt(ledger.now())) {
                ledger.tellEnded(entry.id(), reasonOf(entry));
            }
        }
        try {
            executor.execute(this::check);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("Approvals are not checked any more");
        }
    }

    private void check() {
        try {
            for (PeerEntry entry : ledger.snapshot().peers().values()) {
                if (!entry.ended() && !entry.holdsAt(ledger.now())) {
                    end(entry.id(), reasonOf(entry));
                }
            }
            knocks.tidyUp();
            forgetOldTickets();
        } catch (AccessException e) {
            LOG.atError().addKeyValue("error", e.getMessage()).log("Approvals cannot be looked at in the database");
        } finally {
            scheduleAfterFailure();
        }
    }

    /** Writes only if there is something to forget; looks at the database in any case. */
    private void forgetOldTickets() {
        Instant forgotten = ledger.now().minus(TICKETS_KEPT);
        boolean old = ledger.snapshot().tickets().stream()
                .anyMatch(ticket -> ticket.expires().isBefore(forgotten));
        if (old) {
            ledger.change(ENDED, tables -> {
                tables.tickets().deleteExpiredBefore(forgotten);
                return forgotten;
            });
        } else {
            ledger.reload(ENDED);
        }
    }

    /** What could not be stored is tried again in a minute, not at once. */
    private void scheduleAfterFailure() {
        boolean unstored = ledger.snapshot().peers().values().stream()
                .anyMatch(entry -> !entry.ended() && !entry.holdsAt(ledger.now()));
        if (unstored) {
            synchronized (this) {
                if (!closed) {
                    next = ledger.now().plus(CHECK);
                    timer = timers.schedule(this::wake, CHECK.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } else {
            schedule();
        }
    }

    private void end(NodeId id, String reason) {
        boolean ended = ledger.change(reason, tables -> {
            tables.peers().markEnded(id);
            return true;
        });
        if (ended) {
            ledger.record(new ServerEvent.PeerRevoked(ServerEvent.SYSTEM, id.toString(), reason));
        }
    }

    private static String reasonOf(PeerEntry entry) {
        return "this node's approval expired at " + entry.terms().expiresText();
    }

    @Override
    public void peerChanged(ApprovedPeer peer) {
        if (peer.expires().isPresent()) {
            schedule();
        }
    }

    @Override
    public void peerEnded(NodeId peer, String reason) {}

    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
