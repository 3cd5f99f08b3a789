package dev.usbshare.server.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The windows of one policy: open while any of them is. */
record TimeWindows(List<TimeWindow> windows) {

    /** Windows repeat each week; a jump of the clocks may swallow one, and rarely two. */
    private static final int DAYS_AHEAD = 22;

    TimeWindows {
        windows = List.copyOf(windows);
    }

    boolean isOpen(Instant at) {
        return windows.stream().anyMatch(window -> window.isOpen(at));
    }

    /** When these close, if they are open, or open, if they are closed; empty if that does not happen within three weeks. */
    Optional<Instant> nextChange(Instant after) {
        boolean now = isOpen(after);
        LocalDate first = LocalDate.ofInstant(after, ZoneOffset.UTC);
        for (int day = 0; day <= DAYS_AHEAD; day++) {
            for (Instant edge : edges(first.plusDays(day))) {
                if (edge.isAfter(after) && isOpen(edge) != now) {
                    return Optional.of(edge);
                }
            }
        }
        return Optional.empty();
    }

    /** The instants of one UTC day at which a window may open or close, and the jumps of its zone's clocks. */
    private SortedSet<Instant> edges(LocalDate utcDate) {
        Instant from = utcDate.atStartOfDay().toInstant(ZoneOffset.UTC);
        Instant to = from.plus(Duration.ofDays(1));
        var edges = new TreeSet<Instant>();
        for (TimeWindow window : windows) {
            ZoneRules rules = window.zone().getRules();
            for (int shift = -1; shift <= 1; shift++) {
                for (int minute : window.edges()) {
                    addInstants(edges, utcDate.plusDays(shift), minute, rules);
                }
            }
            ZoneOffsetTransition jump = rules.nextTransition(from.minusNanos(1));
            if (jump != null) {
                edges.add(jump.getInstant());
            }
        }
        return edges.subSet(from, to);
    }

    /** A clock may show a time once, twice, or never. */
    private static void addInstants(SortedSet<Instant> edges, LocalDate date, int minute, ZoneRules rules) {
        LocalDateTime local = LocalDateTime.of(date, LocalTime.ofSecondOfDay(minute * 60L));
        for (ZoneOffset offset : rules.getValidOffsets(local)) {
            edges.add(local.toInstant(offset));
        }
    }

    /** An instant in the zone of the first window, for people. */
    String tell(Instant at) {
        return windows.getFirst().tell(at);
    }

    /** A text of windows separated by {@code ;}. */
    @Override
    public String toString() {
        return windows.stream().map(TimeWindow::toString).collect(Collectors.joining("; "));
    }
}
