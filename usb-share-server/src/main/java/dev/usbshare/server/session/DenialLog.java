package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.AddressText;
import dev.usbshare.quic.PeerConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of peers that were turned away: each one once in a minute, and in each minute a few of them and the number of the
 * rest. Strangers must not be able to fill it.
 *
 * <p><b>Confinement</b>: the transport's executor.
 */
final class DenialLog {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);

    static final int MAX_IN_A_PERIOD = 10;

    private final Clock clock;
    private final Set<NodeId> logged = new HashSet<>();
    private Instant periodBegan = Instant.EPOCH.minus(PERIOD);
    private long unlogged;

    DenialLog(Clock clock) {
        this.clock = clock;
    }

    void log(PeerConnection connection) {
        Instant now = clock.instant();
        if (now.isBefore(periodBegan) || !now.isBefore(periodBegan.plus(PERIOD))) {
            periodBegan = now;
            logged.clear();
            if (unlogged > 0) {
                LOG.atWarn().addKeyValue("count", unlogged).log("More peers were not approved and turned away");
                unlogged = 0;
            }
        }
        if (logged.contains(connection.peer())) {
            return;
        }
        if (logged.size() >= MAX_IN_A_PERIOD) {
            unlogged++;
            return;
        }
        logged.add(connection.peer());
        LOG.atWarn()
                .addKeyValue("peer", connection.peer())
                .addKeyValue("path", AddressText.of(connection.remoteAddress()))
                .log("Peer not approved; approve or deny it among the pending ones");
    }
}
