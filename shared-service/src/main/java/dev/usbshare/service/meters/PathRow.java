package dev.usbshare.service.meters;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.quic.PathReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The way to a peer, as endpoints show it.
 *
 * @param kind {@code direct}
 * @param address of the peer's end of it
 * @param since when that address has been in use
 * @param quality {@code good}, {@code fair} or {@code poor}; null before the first measurement, like the rest
 * @param rttMillis smoothed, of the last measurement; the lowest and the highest are of this connection
 * @param lossPercent of the packets sent lately
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
        @Nullable Double lossPercent) {

    /** Every {@code kind} that there is. */
    public static final List<String> KINDS = List.of("direct");

    private static final double NANOS_PER_MILLI = 1e6;

    /** One of {@link #KINDS}. */
    public static String kindOf(PathReport path) {
        return KINDS.getFirst();
    }

    public static PathRow of(PathReport path) {
        PathReport.Measured measured = path.measured();
        String address = SocketText.of(path.address());
        if (measured == null) {
            return new PathRow(kindOf(path), address, path.since(), null, null, null, null, null);
        }
        return new PathRow(
                kindOf(path),
                address,
                path.since(),
                measured.quality().name().toLowerCase(Locale.ROOT),
                millis(measured.roundTrip()),
                millis(measured.shortest()),
                millis(measured.longest()),
                measured.lossPercent());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }
}
