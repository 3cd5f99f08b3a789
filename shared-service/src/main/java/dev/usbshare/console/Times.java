package dev.usbshare.console;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;

/** Times as people write and read them, in this machine's zone. */
public final class Times {

    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Times() {}

    /** Whether it is one as the service writes them. */
    static boolean isTime(String text) {
        return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
    }

    /** A field of an answer: {@code 2026-11-22 17:00:00}; empty if there is none. */
    public static String shown(JsonNode time) {
        if (!time.isString()) {
            return "";
        }
        try {
            return SHOWN.format(Instant.parse(time.asString()).atZone(ZoneId.systemDefault()));
        } catch (DateTimeException e) {
            return time.asString();
        }
    }

    /**
     * A moment in the past: {@code 2h} ago, {@code 2026-11-22}, {@code 2026-11-22T17:00}, or with a zone.
     *
     * @param option whose value it is, for the error
     */
    public static Instant past(String option, String text, Clock clock) {
        String t = text.strip();
        ZoneId zone = clock.getZone();
        try {
            if (t.matches("[0-9]+[smhd]")) {
                Duration ago = DurationStyle.SIMPLE.parse(t);
                return clock.instant().minus(ago);
            }
            if (t.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(t).atStartOfDay(zone).toInstant();
            }
            return t.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                    ? OffsetDateTime.parse(t).toInstant()
                    : LocalDateTime.parse(t).atZone(zone).toInstant();
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw ConsoleFailure.usage(
                    "--" + option + " is no time: use 2h (ago), 2026-11-22, 2026-11-22T17:00 or 2026-11-22T17:00:00Z");
        }
    }
}
