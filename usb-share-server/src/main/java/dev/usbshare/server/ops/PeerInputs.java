package dev.usbshare.server.ops;

import dev.usbshare.usb.DevicePattern;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/** Reads what people write about peers. All methods throw IllegalArgumentException saying what is wrong. */
final class PeerInputs {

    private static final int MAX_LIST_CHARS = 8192;

    private PeerInputs() {}

    /** {@code 046d:*, 1-1.4}; null for every device, nothing for none. */
    static List<DevicePattern> grants(@Nullable String given) {
        return given == null
                ? List.of(new DevicePattern.Any())
                : list(given).stream().map(DevicePattern::parse).toList();
    }

    /** What stands between commas. */
    static List<String> list(String given) {
        if (given.length() > MAX_LIST_CHARS) {
            throw new IllegalArgumentException("a list of more than " + MAX_LIST_CHARS + " characters");
        }
        return given.isBlank()
                ? List.of()
                : Arrays.stream(given.split(",", -1)).map(String::strip).toList();
    }

    /** {@code 2026-12-24T18:00:00Z}, {@code 30d} from now, or {@code never}, which is also what null means. */
    static Optional<Instant> expires(@Nullable String given, Clock clock) {
        if (given == null || given.strip().equals("never")) {
            return Optional.empty();
        }
        String text = given.strip();
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.of(clock.instant().plus(duration("'" + text + "' is no time", text)));
        }
    }

    /** {@code 15m}, {@code 24h}, {@code 30d}, {@code P1DT12H}. */
    static Duration duration(String error, String text) {
        try {
            Duration duration = DurationStyle.detectAndParse(text.strip());
            if (duration.isPositive() && duration.compareTo(Duration.ofDays(36_500)) < 0) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Told below, with what it should look like.
        }
        throw new IllegalArgumentException(
                error + "; use a length like 15m, 24h or 30d, or for an end also" + " 2026-12-24T18:00:00Z or never");
    }
}
