package dev.usbshare.server.lease;

import dev.usbshare.service.meters.LatencyRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lease as it was a moment ago, for people.
 *
 * @param id short: the whole one is a capability
 * @param urbs that its client asked for
 * @param bytesIn really moved
 * @param bytesOut really moved
 * @param latency how long URBs were with the device lately; null if there were none
 * @param waiting who stands in line, the next one first
 */
public record LeaseView(
        Lease lease,
        String id,
        long urbs,
        long bytesIn,
        long bytesOut,
        @Nullable LatencyRow latency,
        List<Waiting> waiting) {

    /** @param since when it joined the line */
    public record Waiting(Leaseholder who, Instant since) {}

    public LeaseView {
        waiting = List.copyOf(waiting);
    }
}
