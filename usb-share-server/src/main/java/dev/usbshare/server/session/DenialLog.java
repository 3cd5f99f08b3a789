package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PeerConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of peers that were turned away, each one once in a while: a stranger must not be able to fill it. */
final class DenialLog {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 256;

    private final Clock clock;
    private final Map<NodeId, Instant> logged = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Instant> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    DenialLog(Clock clock) {
        this.clock = clock;
    }

    void log(PeerConnection connection) {
        Instant now = clock.instant();
        Instant last = logged.get(connection.peer());
        if (last != null && last.plus(QUIET).isAfter(now)) {
            return;
        }
        logged.put(connection.peer(), now);
        LOG.atWarn()
                .addKeyValue("peer", connection.peer())
                .addKeyValue("path", connection.remoteAddress())
                .log("Peer not approved; to admit it, add it to usb-share.peers");
    }
}
