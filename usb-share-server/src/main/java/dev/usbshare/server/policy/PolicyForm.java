package dev.usbshare.server.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.identity.NodeId;
import dev.usbshare.text.PlainText;
import dev.usbshare.usb.ClassPattern;
import dev.usbshare.usb.DevicePattern;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * A policy as people write it and as it is stored: texts, null for a rule that is not there. The PIN is not among them.
 *
 * @param devices patterns, separated by commas
 * @param peers node ids, separated by commas
 * @param windows separated by semicolons, see {@link TimeWindow#parse}
 * @param maxLength a duration such as {@code 90m} or {@code 2h}
 * @param warnings durations, separated by commas
 * @param blockedClasses see {@link ClassPattern#parse}, separated by commas
 * @param idleTimeout a duration
 * @param bytesPerSecond such as {@code 5MB}
 * @param takeOver node ids, separated by commas, or {@code nobody}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyForm(
        String name,
        @Nullable String devices,
        @Nullable String peers,
        @Nullable String windows,
        @Nullable String maxLength,
        @Nullable String warnings,
        @Nullable String blockedClasses,
        @Nullable String idleTimeout,
        @Nullable String bytesPerSecond,
        @Nullable String takeOver,
        @Nullable String note) {

    /** Every list here: more than a person writes, and little to look through for each decision. */
    static final int MAX_ENTRIES = 64;

    static final int MAX_NOTE_CHARS = 256;

    /** A longest text that is looked at: {@link #MAX_ENTRIES} node ids fit in, and a row of the database has room. */
    static final int MAX_TEXT_CHARS = 8192;

    /** Parsers quote what they could not read. */
    private static final int MAX_ERROR_CHARS = 512;

    private static final int MAX_WARNINGS = 8;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final long LEAST_BYTES_PER_SECOND = 1024;
    private static final String NOBODY = "nobody";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * Reads the texts and looks for contradictions between them.
     *
     * @throws PolicyException naming the policy, and both rules of a contradiction
     */
    DevicePolicy read(Optional<PinHash> pin) throws PolicyException {
        if (!NAME.matcher(name).matches()) {
            throw PolicyException.invalid(
                    "a policy's name has 1 to 64 letters, digits, dots, dashes and underscores, and"
                            + " begins with a letter or digit");
        }
        if (devices == null) {
            throw PolicyException.invalid("policy " + name + ": devices are missing; * is for every device");
        }
        List<Duration> warned = durations("warnings", warnings);
        var policy = new DevicePolicy(
                name,
                list("devices", devices, ",", DevicePattern::parse),
                nodes(
                        "peers",
                        peers,
                        "would allow nobody; leave it out to allow everybody, or stop sharing the device"),
                windows == null ? List.of() : list("windows", windows, ";", TimeWindow::parse),
                duration("maxLength", maxLength),
                warned,
                blockedClasses == null ? List.of() : list("blockedClasses", blockedClasses, ",", ClassPattern::parse),
                pin,
                duration("idleTimeout", idleTimeout),
                bytesPerSecond == null ? 0 : size(bytesPerSecond),
                takeOver != null && takeOver.strip().equalsIgnoreCase(NOBODY)
                        ? Optional.of(Set.of())
                        : nodes("takeOver", takeOver, "is unclear; write nobody, or leave it out"),
                note == null ? "" : tell("note", () -> PlainText.require("it", note, MAX_NOTE_CHARS)));
        PolicyContradictions.within(policy);
        return policy;
    }

    private Optional<Set<NodeId>> nodes(String rule, @Nullable String text, String ifEmpty) throws PolicyException {
        if (text == null) {
            return Optional.empty();
        }
        if (text.isBlank()) {
            throw invalid(rule, "is empty, which " + ifEmpty);
        }
        return Optional.of(new LinkedHashSet<>(list(rule, text, ",", NodeId::parse)));
    }

    private Optional<Duration> duration(String rule, @Nullable String text) throws PolicyException {
        return text == null
                ? Optional.empty()
                : Optional.of(durations(rule, text).getFirst());
    }

    private List<Duration> durations(String rule, @Nullable String text) throws PolicyException {
        if (text == null) {
            return List.of();
        }
        List<Duration> durations = list(rule, text, ",", PolicyForm::duration);
        if (durations.size() > (rule.equals("warnings") ? MAX_WARNINGS : 1)) {
            throw invalid(rule, "has too many entries");
        }
        return durations.stream().distinct().sorted(Comparator.reverseOrder()).toList();
    }

    private static Duration duration(String text) {
        Duration duration;
        if (text.strip().chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("'" + text + "' has no unit; write it like 30s, 90m or 2h");
        }
        try {
            duration = DurationStyle.detectAndParse(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is no duration; write it like 30s, 90m or 2h", e);
        }
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is not between 1s and 366d");
        }
        return Duration.ofSeconds(duration.toSeconds());
    }

    private long size(String text) throws PolicyException {
        long bytes = tell("bytesPerSecond", () -> {
            try {
                return DataSize.parse(text.strip()).toBytes();
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new IllegalArgumentException("'" + text + "' is no size; write it like 500KB or 5MB", e);
            }
        });
        if (bytes < LEAST_BYTES_PER_SECOND) {
            throw invalid("bytesPerSecond", "is below 1KB; to allow nothing, stop sharing the device");
        }
        return bytes;
    }

    private <T> List<T> list(String rule, String text, String separator, Function<String, T> parser)
            throws PolicyException {
        if (text.length() > MAX_TEXT_CHARS) {
            throw invalid(rule, "is longer than " + MAX_TEXT_CHARS + " characters");
        }
        return tell(rule, () -> {
            List<T> entries = Arrays.stream(text.split(separator, -1))
                    .map(String::strip)
                    .map(parser)
                    .distinct()
                    .toList();
            if (entries.size() > MAX_ENTRIES) {
                throw new IllegalArgumentException("has more than " + MAX_ENTRIES + " entries");
            }
            return entries;
        });
    }

    private interface Reading<T> {
        T read();
    }

    private <T> T tell(String rule, Reading<T> reading) throws PolicyException {
        try {
            return reading.read();
        } catch (IllegalArgumentException e) {
            throw new PolicyException(
                    PolicyException.Kind.INVALID,
                    PlainText.printable("policy " + name + ": " + rule + ": " + e.getMessage(), MAX_ERROR_CHARS),
                    e);
        }
    }

    private PolicyException invalid(String rule, String why) {
        return PolicyException.invalid("policy " + name + ": " + rule + " " + why);
    }

    /** As it can be written again. */
    public static PolicyForm of(DevicePolicy policy) {
        return new PolicyForm(
                policy.name(),
                text(policy.devices(), ", "),
                policy.peers().map(PolicyForm::ids).orElse(null),
                text(policy.windows(), "; "),
                policy.maxLength().map(PolicyForm::text).orElse(null),
                policy.warnings().isEmpty()
                        ? null
                        : policy.warnings().stream().map(PolicyForm::text).collect(Collectors.joining(", ")),
                text(policy.blockedClasses(), ", "),
                policy.idleTimeout().map(PolicyForm::text).orElse(null),
                policy.bytesPerSecond() == 0 ? null : size(policy.bytesPerSecond()),
                policy.takeOver().map(ids -> ids.isEmpty() ? NOBODY : ids(ids)).orElse(null),
                policy.note().isEmpty() ? null : policy.note());
    }

    private static @Nullable String text(Collection<?> entries, String separator) {
        return entries.isEmpty() ? null : entries.stream().map(Object::toString).collect(Collectors.joining(separator));
    }

    private static String ids(Set<NodeId> ids) {
        return ids.stream().map(NodeId::toString).sorted().collect(Collectors.joining(", "));
    }

    /** In the largest unit that says it exactly. */
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** In the largest unit that says it exactly. */
    static String size(long bytes) {
        if (bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MB";
        }
        return bytes % 1024 == 0 ? (bytes >> 10) + "KB" : bytes + "B";
    }
}
