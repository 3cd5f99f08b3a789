package dev.usbshare.quic;

import dev.usbshare.path.Directness;
import dev.usbshare.path.PathKind;
import dev.usbshare.path.PathView;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways to a peer as they are, and what the connection over them was like when it was looked at last.
 *
 * @param paths at least one, the active one first
 * @param switches how often another one became active
 * @param connected when the connection was made
 * @param measured null before the first measurement
 */
public record PathReport(
        List<PathView> paths,
        Directness directness,
        long switches,
        Instant connected,
        @Nullable Measured measured) {

    private static final Directness DIRECT = new Directness(Directness.Reason.IS_DIRECT, "");

    /** Copies the list. */
    public PathReport {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("a report of no path");
        }
        paths = List.copyOf(paths);
    }

    /** Of a transport that knows but one path. */
    public static PathReport of(SocketAddress address, Instant since, @Nullable Measured measured) {
        return new PathReport(List.of(only(address, since, measured)), DIRECT, 0, since, measured);
    }

    /** A path that is all there is. */
    static PathView only(SocketAddress address, Instant since, @Nullable Measured measured) {
        PathKind kind = address instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? PathKind.of(inet.getAddress())
                : PathKind.LAN;
        return new PathView(
                kind,
                AddressText.of(address),
                PathView.State.VALID,
                true,
                since,
                measured == null ? null : measured.roundTrip(),
                measured == null ? 0 : measured.lossPercent());
    }

    /** The one that packets take; while there is none, the best hope. */
    public PathView active() {
        return paths.getFirst();
    }

    /**
     * What the transport measured.
     *
     * @param roundTrip smoothed, as RFC 9002 §5.3 has it
     * @param shortest of this connection
     * @param longest of this connection
     * @param lossPercent of the packets sent lately
     */
    public record Measured(Duration roundTrip, Duration shortest, Duration longest, double lossPercent) {

        public Quality quality() {
            return Quality.of(roundTrip, lossPercent);
        }
    }

    /** What a person may expect of a path. */
    public enum Quality {
        /** Feels local: up to 50 ms there and back, and up to 1 % lost. */
        GOOD,
        /** Usable for everything, slower for what waits for each answer: up to 150 ms, up to 5 %. */
        FAIR,
        /** Beyond that. */
        POOR;

        private static final Duration GOOD_ROUND_TRIP = Duration.ofMillis(50);
        private static final Duration FAIR_ROUND_TRIP = Duration.ofMillis(150);
        private static final double GOOD_LOSS = 1;
        private static final double FAIR_LOSS = 5;

        static Quality of(Duration roundTrip, double lossPercent) {
            if (roundTrip.compareTo(GOOD_ROUND_TRIP) <= 0 && lossPercent <= GOOD_LOSS) {
                return GOOD;
            }
            return roundTrip.compareTo(FAIR_ROUND_TRIP) <= 0 && lossPercent <= FAIR_LOSS ? FAIR : POOR;
        }
    }
}
