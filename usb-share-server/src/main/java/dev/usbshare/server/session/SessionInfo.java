package dev.usbshare.server.session;

import dev.usbshare.quic.PathReport;
import java.time.Instant;

/**
 * A session as the management side shows it.
 *
 * @param peer short node id
 * @param name what this server's settings call the peer
 * @param nodeName what the peer calls itself
 */
public record SessionInfo(
        long session,
        String peer,
        String name,
        String nodeName,
        String address,
        Instant since,
        int leases,
        PathReport path) {}
