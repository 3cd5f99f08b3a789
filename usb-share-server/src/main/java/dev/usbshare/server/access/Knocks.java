package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.limits.AddressBuckets;
import dev.usbshare.service.limits.TokenBucket;
import dev.usbshare.text.PlainText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Unknown nodes that ask to be approved: which of them are kept for a person, and how many are not.
 *
 * <p><b>Bounds</b>: {@value #MAX_WAITING} wait at a time, {@value #MAX_OF_ONE_NETWORK} of them from one host's addresses. When
 * that is full, new ones are turned away and those that wait stay: whoever floods the list must not be able to push out the one
 * that a person is about to approve. Whoever came too late can be invited with a ticket, which needs no place. Who has not asked
 * for {@link #KEPT} is forgotten.
 */
final class Knocks {

    static final int MAX_WAITING = 128;
    static final int MAX_OF_ONE_NETWORK = 16;
    static final Duration KEPT = Duration.ofDays(7);

    /** A waiting node's repeated question is stored this often at most. */
    private static final Duration REFRESHED = Duration.ofMinutes(10);

    /** New ones that are stored, wherever they come from: so many writes and audit records. */
    static final int BURST = 32;

    private static final double PER_SECOND = 0.2;

    /** How often those who were turned away are added up for the audit log. */
    static final Duration COUNTED = Duration.ofMinutes(10);

    private static final int MAX_ADDRESS_CHARS = 128;

    private final AccessLedger ledger;
    private final Clock clock;
    private final TokenBucket stored;
    private final AtomicLong turnedAway = new AtomicLong();
    private Instant counted;

    Knocks(AccessLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.stored = new TokenBucket(clock, BURST, PER_SECOND);
        this.counted = clock.instant();
    }

    /** Looks at a question, without blocking for long; what it returns is to be kept. */
    synchronized @Nullable PendingPeer hear(NodeId peer, String nodeName, SocketAddress address) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        PendingPeer known = ledger.snapshot().pending().get(peer);
        if (known != null) {
            boolean fresh = !now.isBefore(known.lastAsked())
                    && now.isBefore(known.lastAsked().plus(REFRESHED));
            if (known.denied() || fresh) {
                return null;
            }
        }
        long network = AddressBuckets.networkOf(address);
        if ((known == null && isFull(network)) || !stored.take()) {
            turnedAway();
            return null;
        }
        String name = PlainText.clean(nodeName, PeerTerms.MAX_NAME_CHARS);
        Instant first = known == null ? now : known.firstAsked();
        return new PendingPeer(peer, name, textOf(address), network, first, now, false);
    }

    private boolean isFull(long network) {
        Collection<PendingPeer> pending = ledger.snapshot().pending().values();
        return pending.stream().filter(p -> !p.denied()).count() >= MAX_WAITING
                || pending.stream()
                                .filter(p -> !p.denied() && p.network() == network)
                                .count()
                        >= MAX_OF_ONE_NETWORK;
    }

    private static String textOf(SocketAddress address) {
        String text = address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : address.toString();
        return PlainText.clean(text, MAX_ADDRESS_CHARS);
    }

    /** Stores a question, unless that has become pointless meanwhile. Blocks. */
    void keep(PendingPeer request) {
        boolean added = ledger.change("", tables -> {
            AccessSnapshot now = ledger.snapshot();
            PendingPeer known = now.pending().get(request.id());
            PeerEntry entry = now.peers().get(request.id());
            boolean decided = known != null ? known.denied() : isFull(request.network());
            if (decided || (entry != null && entry.holdsAt(clock.instant()))) {
                return false;
            }
            tables.pending().put(request);
            return known == null;
        });
        if (added) {
            ledger.record(new ServerEvent.PeerAsked(request.id().toString(), request.nodeName(), request.address()));
        }
    }

    void turnedAway() {
        turnedAway.incrementAndGet();
    }

    /** Forgets old questions, and tells the audit log how many were turned away. Blocks. */
    void tidyUp() {
        Instant now = clock.instant();
        Instant tooOld = now.minus(KEPT);
        boolean old = ledger.snapshot().pending().values().stream()
                .anyMatch(p -> !p.denied() && p.lastAsked().isBefore(tooOld));
        if (old) {
            ledger.change("", tables -> {
                tables.pending().deleteWaitingSince(tooOld);
                return tooOld;
            });
        }
        if (now.isBefore(counted)) {
            counted = now;
        }
        if (turnedAway.get() > 0 && !now.isBefore(counted.plus(COUNTED))) {
            counted = now;
            ledger.record(new ServerEvent.StrangersTurnedAway(ServerEvent.SYSTEM, turnedAway.getAndSet(0)));
        }
    }
}
