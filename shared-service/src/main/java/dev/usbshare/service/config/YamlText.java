package dev.usbshare.service.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Values as a file of settings has them. */
final class YamlText {

    /** Reads as the same text, whatever the reader's version of YAML. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9/_.@+-]*( [A-Za-z0-9/_.@+-]+)*");

    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");
    private static final long UNIT = 1024;

    private YamlText() {}

    static String of(Object value) {
        return switch (value) {
            case Boolean b -> b.toString();
            case Number n -> n.toString();
            case DataSize size -> size(size.toBytes());
            case Duration duration -> duration(duration);
            case Enum<?> e -> quoted(ValueKind.constant(e));
            case Path path -> quoted(path.toString());
            default -> quoted(value.toString());
        };
    }

    /** Without quotes, for people. */
    static String plain(Object value) {
        return value instanceof String || value instanceof Collection<?> ? value.toString() : of(value);
    }

    private static String size(long bytes) {
        String[] units = {"B", "KB", "MB", "GB"};
        int unit = 0;
        long count = bytes;
        while (count != 0 && count % UNIT == 0 && unit < units.length - 1) {
            count /= UNIT;
            unit++;
        }
        return count + units[unit];
    }

    private static String duration(Duration duration) {
        return DurationStyle.SIMPLE.print(
                duration,
                duration.toNanosPart() % 1_000_000 != 0
                        ? ChronoUnit.NANOS
                        : duration.toMillisPart() != 0 || duration.isZero()
                                ? ChronoUnit.MILLIS
                                : unit(duration.toSeconds()));
    }

    private static ChronoUnit unit(long seconds) {
        if (seconds % 3600 == 0) {
            return ChronoUnit.HOURS;
        }
        return seconds % 60 == 0 ? ChronoUnit.MINUTES : ChronoUnit.SECONDS;
    }

    /** In quotes where YAML or Spring would make something else of it. */
    static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        // A placeholder is what Spring would make of it.
        text.replace("${", "\\${").codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029) {
                        quoted.append("\\u%04X".formatted(c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
