package dev.usbshare.service.meters;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.path.PathView;
import dev.usbshare.quic.PathReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the ways to a peer that is connected, as {@code paths} shows it: a row for each.
 *
 * @param id the peer's, short
 * @param name what people call it here; empty if nothing
 * @param connected when the connection was made
 * @param switches how often another way was taken since then
 * @param kind one of {@link PathRow#KINDS}
 * @param target the peer's address and port, or the relay's URL
 * @param state {@code unproved}, {@code valid}, {@code suspect} or {@code dead}
 * @param active packets take it
 * @param since when it came into its state; of the active one, when it became active
 * @param rttMillis of the probes, smoothed; null before the first answer
 * @param lossPercent of the latest probes
 * @param notDirect of the active one: why a relay is needed; null if none is
 * @param detail the same for people; null if there is nothing to say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PathsRow(
        String id,
        String name,
        Instant connected,
        long switches,
        String kind,
        String target,
        String state,
        boolean active,
        Instant since,
        @Nullable Double rttMillis,
        double lossPercent,
        @Nullable String notDirect,
        @Nullable String detail) {

    /** Every way to one peer, the active one first. */
    public static List<PathsRow> of(String id, String name, PathReport report) {
        return report.paths().stream().map(path -> of(id, name, report, path)).toList();
    }

    private static PathsRow of(String id, String name, PathReport report, PathView path) {
        boolean tells = path.equals(report.active());
        String detail = report.directness().detail();
        return new PathsRow(
                id,
                name,
                report.connected(),
                report.switches(),
                PathRow.text(path.kind()),
                path.target(),
                PathRow.text(path.state()),
                path.active(),
                path.since(),
                path.roundTrip() == null ? null : PathRow.millis(path.roundTrip()),
                path.lossPercent(),
                tells ? PathRow.notDirect(report.directness()) : null,
                tells && !detail.isEmpty() ? detail : null);
    }
}
