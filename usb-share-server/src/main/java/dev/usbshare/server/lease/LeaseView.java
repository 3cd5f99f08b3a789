package dev.usbshare.server.lease;

import java.time.Instant;
import java.util.List;

/**
 * A lease as it was a moment ago, for people.
 *
 * @param id short: the whole one is a capability
 * @param urbs that its client asked for
 * @param bytes really moved
 * @param waiting who stands in line, the next one first
 */
public record LeaseView(Lease lease, String id, long urbs, long bytes, List<Waiting> waiting) {

    /** @param since when it joined the line */
    public record Waiting(Leaseholder who, Instant since) {}

    public LeaseView {
        waiting = List.copyOf(waiting);
    }
}
