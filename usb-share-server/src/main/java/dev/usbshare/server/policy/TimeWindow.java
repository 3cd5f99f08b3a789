package dev.usbshare.server.policy;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hours of the week, such as {@code Mon-Fri 22:00-06:00 Europe/Berlin}.
 *
 * <p>A window is open exactly while a clock on a wall in its zone shows a time within it, from the first minute on and before the
 * last. One that ends before it begins goes over midnight and belongs to the day it begins. So, when clocks are put forward, times
 * that no clock shows are nobody's: a window opens or closes at the jump instead. When they are put back, times that a clock
 * shows twice count twice.
 *
 * @param days on which it begins, at least one
 * @param fromMinute of the day, 0..1439
 * @param toMinute of the day, 1..1440, not {@code fromMinute}
 */
public record TimeWindow(Set<DayOfWeek> days, int fromMinute, int toMinute, ZoneId zone) {

    static final int MINUTES_OF_DAY = 24 * 60;

    private static final Pattern FORM =
            Pattern.compile("(?:(\\S+)\\s+)?(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})\\s+(\\S+)");

    public TimeWindow {
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a time window needs a day");
        }
        days = Set.copyOf(days);
        if (fromMinute < 0 || fromMinute >= MINUTES_OF_DAY || toMinute < 1 || toMinute > MINUTES_OF_DAY) {
            throw new IllegalArgumentException("a time window lies between 00:00 and 24:00");
        }
        if (fromMinute == toMinute) {
            throw new IllegalArgumentException("begins and ends at " + clock(fromMinute));
        }
    }

    /**
     * Reads {@code [days] from-to zone}: days like {@code Mon-Fri} or {@code Sat,Sun}, each day if there are none.
     *
     * @throws IllegalArgumentException quoting the text and saying what is wrong
     */
    public static TimeWindow parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw wrong(text, "write it like Mon-Fri 08:00-18:00 Europe/Berlin");
        }
        int from = minutes(text, form.group(2), form.group(3));
        int to = minutes(text, form.group(4), form.group(5));
        if (from == to) {
            throw wrong(text, "it begins and ends at " + clock(from) + "; 00:00-24:00 is the whole day");
        }
        if (from == MINUTES_OF_DAY) {
            throw wrong(text, "a window begins before 24:00");
        }
        return new TimeWindow(
                days(text, form.group(1)), from, to == 0 ? MINUTES_OF_DAY : to, zone(text, form.group(6)));
    }

    private static int minutes(String text, String hours, String minutes) {
        int m = Integer.parseInt(minutes);
        int total = Integer.parseInt(hours) * 60 + m;
        if (m > 59 || total > MINUTES_OF_DAY) {
            throw wrong(text, hours + ":" + minutes + " is no time of day");
        }
        return total;
    }

    private static ZoneId zone(String text, String id) {
        if (!ZoneId.getAvailableZoneIds().contains(id)) {
            throw wrong(text, "'" + id + "' is no time zone; use one of IANA's, like Europe/Berlin or UTC");
        }
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("time zone " + id + " has no rules here", e);
        }
    }

    private static Set<DayOfWeek> days(String text, @Nullable String list) {
        if (list == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : list.split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (ends.length > 2) {
                throw wrong(text, "'" + part + "' are no days");
            }
            DayOfWeek last = day(text, ends[ends.length - 1]);
            for (DayOfWeek day = day(text, ends[0]); ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String text, String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (shortName(day).equalsIgnoreCase(name)) {
                return day;
            }
        }
        throw wrong(text, "'" + name + "' is no day; the days are Mon, Tue, Wed, Thu, Fri, Sat and Sun");
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("'" + text.strip() + "' is no time window: " + why);
    }

    private static String shortName(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    boolean isOpen(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        int minute = local.getHour() * 60 + local.getMinute();
        DayOfWeek day = local.getDayOfWeek();
        if (fromMinute < toMinute) {
            return days.contains(day) && fromMinute <= minute && minute < toMinute;
        }
        return (days.contains(day) && minute >= fromMinute) || (days.contains(day.minus(1)) && minute < toMinute);
    }

    /** The minutes of a local date at which it may open or close. */
    int[] edges() {
        return new int[] {fromMinute, toMinute % MINUTES_OF_DAY};
    }

    /** Reads back with {@link #parse}. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        if (days.size() < DayOfWeek.values().length) {
            text.append(daysText()).append(' ');
        }
        return text.append(clock(fromMinute))
                .append('-')
                .append(clock(toMinute))
                .append(' ')
                .append(zone)
                .toString();
    }

    private String daysText() {
        var parts = new StringBuilder();
        for (DayOfWeek day : DayOfWeek.values()) {
            if (!days.contains(day) || (day != DayOfWeek.MONDAY && days.contains(day.minus(1)))) {
                continue;
            }
            DayOfWeek last = day;
            while (last != DayOfWeek.SUNDAY && days.contains(last.plus(1))) {
                last = last.plus(1);
            }
            parts.append(parts.isEmpty() ? "" : ",").append(shortName(day));
            if (last != day) {
                parts.append('-').append(shortName(last));
            }
        }
        return parts.toString();
    }

    private static String clock(int minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }

    /** When this reads as a date and time in the window's zone, for people. */
    String tell(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        LocalDate date = local.toLocalDate();
        return date + " " + clock(local.getHour() * 60 + local.getMinute()) + " " + zone;
    }
}
