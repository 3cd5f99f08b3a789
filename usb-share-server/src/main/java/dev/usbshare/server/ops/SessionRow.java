package dev.usbshare.server.ops;

import dev.usbshare.server.session.SessionInfo;
import dev.usbshare.service.meters.PathRow;
import java.time.Instant;

/**
 * A session as the management side shows it.
 *
 * @param peer short node id
 * @param name what this server's settings call the peer
 * @param nodeName what the peer calls itself
 */
record SessionRow(
        long session,
        String peer,
        String name,
        String nodeName,
        String address,
        Instant since,
        int leases,
        PathRow path) {

    static SessionRow of(SessionInfo info) {
        return new SessionRow(
                info.session(),
                info.peer(),
                info.name(),
                info.nodeName(),
                info.address(),
                info.since(),
                info.leases(),
                PathRow.of(info.path()));
    }
}
