package dev.usbshare.service.meters;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.path.Directness;
import dev.usbshare.path.PathKind;
import dev.usbshare.path.PathView;
import dev.usbshare.quic.PathReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The way that packets to a peer take, as endpoints show it.
 *
 * @param kind one of {@link #KINDS}
 * @param address of the peer's end of it; of a relay its URL
 * @param since when it became the one that packets take
 * @param quality {@code good}, {@code fair} or {@code poor}; null before the first measurement, like the four after it
 * @param rttMillis smoothed, of the last measurement; the lowest and the highest are of this connection
 * @param lossPercent of the packets sent lately
 * @param switches how often another way was taken since the connection was made
 * @param notDirect why a relay is needed, a {@link Directness.Reason} in lower case with hyphens; null if none is
 * @param detail the same for people; null if there is nothing to say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PathRow(
        String kind,
        String address,
        Instant since,
        @Nullable String quality,
        @Nullable Double rttMillis,
        @Nullable Double minRttMillis,
        @Nullable Double maxRttMillis,
        @Nullable Double lossPercent,
        long switches,
        @Nullable String notDirect,
        @Nullable String detail) {

    /** Every {@code kind} that there is: {@code lan}, {@code direct}, {@code relay}. */
    public static final List<String> KINDS =
            Arrays.stream(PathKind.values()).map(PathRow::text).toList();

    private static final double NANOS_PER_MILLI = 1e6;

    /** One of {@link #KINDS}. */
    public static String kindOf(PathReport path) {
        return text(path.active().kind());
    }

    public static PathRow of(PathReport path) {
        PathView active = path.active();
        PathReport.Measured measured = path.measured();
        String detail = path.directness().detail();
        return new PathRow(
                text(active.kind()),
                active.target(),
                active.since(),
                measured == null ? null : text(measured.quality()),
                measured == null ? null : millis(measured.roundTrip()),
                measured == null ? null : millis(measured.shortest()),
                measured == null ? null : millis(measured.longest()),
                measured == null ? null : measured.lossPercent(),
                path.switches(),
                notDirect(path.directness()),
                detail.isEmpty() ? null : detail);
    }

    static @Nullable String notDirect(Directness directness) {
        return directness.reason() == Directness.Reason.IS_DIRECT ? null : text(directness.reason());
    }

    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }
}
