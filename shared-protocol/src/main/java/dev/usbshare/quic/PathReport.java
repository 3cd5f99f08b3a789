package dev.usbshare.quic;

import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The way to a peer as it was when it was looked at last.
 *
 * @param address the peer's end of it
 * @param since when that address has been in use
 * @param measured null before the first measurement
 */
public record PathReport(
        SocketAddress address, Instant since, @Nullable Measured measured) {

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
