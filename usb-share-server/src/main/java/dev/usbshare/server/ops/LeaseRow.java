package dev.usbshare.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseView;
import dev.usbshare.service.meters.LatencyRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A lease as the management side shows it.
 *
 * @param lease short: enough to name it here, useless to a client
 * @param usbId {@code vid:pid}
 * @param peer short node id of the holder
 * @param holder the holder's name
 * @param state opening, held or ending
 * @param hangs how its device hangs; null if it does not
 * @param ends null if nothing bounds it
 * @param why it ends then
 * @param idleSeconds after which it ends if nothing is asked of the device; null if never
 * @param bytesPerSecond of bulk data; null without a limit of its own
 * @param urbs that the client asked for
 * @param bytes really moved, in and out together
 * @param latency how long URBs were with the device lately; null if there were none
 * @param waiting who stands in line, the next one first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LeaseRow(
        String busId,
        String usbId,
        String lease,
        String peer,
        String holder,
        String state,
        Instant since,
        @Nullable String hangs,
        @Nullable Instant ends,
        @Nullable String why,
        @Nullable Long idleSeconds,
        @Nullable Long bytesPerSecond,
        long urbs,
        long bytes,
        long bytesIn,
        long bytesOut,
        @Nullable LatencyRow latency,
        List<Waiting> waiting) {

    /** @param since when it joined the line */
    record Waiting(String peer, String name, Instant since) {}

    static LeaseRow of(LeaseView view) {
        Lease lease = view.lease();
        var terms = lease.terms();
        return new LeaseRow(
                lease.busId().value(),
                lease.device().usbId(),
                view.id(),
                lease.holder().toShortString(),
                lease.holderName(),
                lease.state().name().toLowerCase(Locale.ROOT),
                lease.since(),
                lease.hangs().isEmpty() ? null : lease.hangs(),
                terms.ends().orElse(null),
                terms.ends().isPresent() ? terms.endReason() : null,
                terms.idleTimeout().map(Duration::toSeconds).orElse(null),
                terms.bytesPerSecond() == 0 ? null : terms.bytesPerSecond(),
                view.urbs(),
                view.bytesIn() + view.bytesOut(),
                view.bytesIn(),
                view.bytesOut(),
                view.latency(),
                view.waiting().stream()
                        .map(w -> new Waiting(
                                w.who().peer().toShortString(), w.who().name(), w.since()))
                        .toList());
    }
}
