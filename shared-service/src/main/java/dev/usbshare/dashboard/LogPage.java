package dev.usbshare.dashboard;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import dev.usbshare.tui.Key;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the service logged last, or the newest records of its audit log.
 *
 * @param entries newest first
 * @param above how many of the newest are scrolled past
 */
public record LogPage(Source source, List<Entry> entries, int above) {

    public static final LogPage EMPTY = new LogPage(Source.LOG, List.of(), 0);

    private static final int LIMIT = 300;
    private static final int PAGE = 10;
    private static final int SHORT_ID = 10;
    private static final int LONG_ID = 40;
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("d MMM HH:mm");

    /** Where entries come from. */
    public enum Source {
        /** What programs say: ends with the service. */
        LOG("Log"),
        /** Who came, what was attached, refused and changed: kept in the database. */
        AUDIT("Audit log");

        private final String title;

        Source(String title) {
            this.title = title;
        }

        private Source other() {
            return this == LOG ? AUDIT : LOG;
        }

        /** @return entries, newest first */
        List<Entry> read(ManagementClient service) {
            return switch (this) {
                case LOG -> {
                    LogLine[] lines = ServiceWatch.read(
                            service.get(Resource.of("logs").with("limit", LIMIT))
                                    .path("lines"),
                            LogLine[].class);
                    yield List.of(lines).reversed().stream().map(Entry::of).toList();
                }
                case AUDIT -> {
                    AuditRow[] rows =
                            ServiceWatch.read(service.get(Resource.of("audit").with("limit", LIMIT)), AuditRow[].class);
                    yield List.of(rows).stream().map(Entry::of).toList();
                }
            };
        }
    }

    /** A row of {@code logs}. */
    private record LogLine(Instant time, String level, String logger, String text) {}

    /** A row of {@code audit}. */
    private record AuditRow(Instant time, String kind, String actor, Map<String, String> details) {}

    /** @param what a level, or a kind of event */
    public record Entry(Instant time, String what, Ink ink, String text) {

        private static Entry of(LogLine line) {
            Ink ink = switch (line.level()) {
                case "ERROR" -> Ink.BAD;
                case "WARN" -> Ink.FAIR;
                case "INFO" -> Ink.GOOD;
                default -> Ink.FAINT;
            };
            return new Entry(line.time(), line.level(), ink, line.text());
        }

        private static Entry of(AuditRow row) {
            var text = new StringBuilder(shortened(row.actor()));
            row.details().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(detail -> text.append("  ")
                            .append(detail.getKey())
                            .append(' ')
                            .append(shortened(detail.getValue())));
            return new Entry(row.time(), row.kind(), ink(row.kind()), text.toString());
        }

        private static Ink ink(String kind) {
            if (kind.matches(".*(denied|refused|failed|broken|revoked|turned).*")) {
                return Ink.BAD;
            }
            return kind.matches(".*(granted|opened|attached|approved|redeemed).*") ? Ink.GOOD : Ink.ACCENT;
        }

        /** A node id is told by its beginning. */
        private static String shortened(String text) {
            return text.length() > LONG_ID && text.indexOf(' ') < 0 ? text.substring(0, SHORT_ID) + "…" : text;
        }
    }

    public LogPage {
        entries = List.copyOf(entries);
    }

    /**
     * Reads the page anew.
     *
     * @throws dev.usbshare.console.ManagementException if the service gives no answer
     */
    public LogPage read(ManagementClient service) {
        return new LogPage(source, source.read(service), 0);
    }

    /** With the entries of another reading, if it is one of the same source. The place stays. */
    public LogPage with(LogPage newer) {
        return newer.source == source
                ? new LogPage(source, newer.entries, Math.clamp(above, 0, Math.max(0, newer.entries.size() - 1)))
                : this;
    }

    public LogPage on(Key key) {
        return switch (key) {
            case Key.Named.UP -> to(above - 1);
            case Key.Named.DOWN -> to(above + 1);
            case Key.Named.PAGE_UP -> to(above - PAGE);
            case Key.Named.PAGE_DOWN -> to(above + PAGE);
            case Key.Named.HOME -> to(0);
            case Key.Named.END -> to(entries.size());
            case Key.Named.TAB -> new LogPage(source.other(), List.of(), 0);
            default -> this;
        };
    }

    private LogPage to(int place) {
        return new LogPage(source, entries, Math.clamp(place, 0, Math.max(0, entries.size() - 1)));
    }

    public void draw(Area area, Instant now, ZoneId zone) {
        Area inside = area.frame(Ink.BORDER, Ink.STRONG, source.title + ", newest first");
        if (entries.isEmpty()) {
            inside.text(1, 0, Ink.FAINT, "Nothing yet.");
            return;
        }
        var rows = new ArrayList<List<Table.Cell>>();
        for (Entry one : entries.subList(above, entries.size())) {
            rows.add(List.of(
                    Table.Cell.of(Ink.FAINT, time(one.time(), now, zone)),
                    Table.Cell.of(one.ink(), one.what()),
                    Table.Cell.of(Ink.TEXT, one.text())));
        }
        new Table(
                        List.of(
                                Table.Column.left("Time", 8, 12, 3),
                                Table.Column.left("What", 5, 24, 4),
                                Table.Column.left("Text", 20, 400, 2)),
                        rows)
                .draw(inside, -1);
    }

    private static String time(Instant time, Instant now, ZoneId zone) {
        boolean isToday = time.atZone(zone)
                .truncatedTo(ChronoUnit.DAYS)
                .equals(now.atZone(zone).truncatedTo(ChronoUnit.DAYS));
        return time.atZone(zone).format(isToday ? TODAY : EARLIER);
    }
}
