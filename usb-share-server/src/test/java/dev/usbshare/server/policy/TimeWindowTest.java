package dev.usbshare.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowTest {

    private static TimeWindows windows(String... texts) {
        return new TimeWindows(Arrays.stream(texts).map(TimeWindow::parse).toList());
    }

    private static Instant at(String instant) {
        return Instant.parse(instant);
    }

    @ParameterizedTest
    @CsvSource({
        // 2026-11-23 is a Monday, Berlin is one hour ahead of UTC.
        "Mon-Fri 08:00-18:00 Europe/Berlin, 2026-11-23T06:59:59Z, false",
        "Mon-Fri 08:00-18:00 Europe/Berlin, 2026-11-23T07:00:00Z, true",
        "Mon-Fri 08:00-18:00 Europe/Berlin, 2026-11-23T16:59:59Z, true",
        "Mon-Fri 08:00-18:00 Europe/Berlin, 2026-11-23T17:00:00Z, false",
        "Mon-Fri 08:00-18:00 Europe/Berlin, 2026-11-22T10:00:00Z, false",
        "08:00-18:00 UTC, 2026-11-22T10:00:00Z, true",
        "00:00-24:00 UTC, 2026-11-22T23:59:59Z, true",
        "Sat-Sun 00:00-24:00 UTC, 2026-11-23T00:00:00Z, false",
        "Fri-Mon 00:00-24:00 UTC, 2026-11-22T12:00:00Z, true",
        "Fri-Mon 00:00-24:00 UTC, 2026-11-24T12:00:00Z, false",
    })
    void window_isOpenByTheClockOfItsZone(String window, String instant, boolean open) {
        assertThat(windows(window).isOpen(at(instant))).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        // Begins on Friday the 27th and ends on Saturday; none begins on Saturday.
        "2026-11-27T21:59:00Z, false",
        "2026-11-27T22:00:00Z, true",
        "2026-11-28T05:59:00Z, true",
        "2026-11-28T06:00:00Z, false",
        "2026-11-28T22:30:00Z, false",
        "2026-11-27T05:00:00Z, false",
    })
    void overnightWindow_belongsToTheDayItBegins(String instant, boolean open) {
        assertThat(windows("Fri 22:00-06:00 UTC").isOpen(at(instant))).isEqualTo(open);
    }

    @Test
    void windowToMidnight_meansTheDaysEnd() {
        assertThat(TimeWindow.parse("Mon 18:00-00:00 UTC")).hasToString("Mon 18:00-24:00 UTC");
    }

    @ParameterizedTest
    @CsvSource({
        // Berlin, 2027-03-28: 02:00 becomes 03:00 at 01:00Z. Times in between are on no clock.
        "Sun 02:30-05:00 Europe/Berlin, 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z, 2027-03-28T03:00:00Z",
        "Sun 01:00-02:30 Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T00:00:00Z, 2027-03-28T01:00:00Z",
        "Sat 22:00-06:00 Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-27T21:00:00Z, 2027-03-28T04:00:00Z",
        // New York, 2027-03-14: 02:00 becomes 03:00 at 07:00Z.
        "Sun 02:15-03:15 America/New_York, 2027-03-14T00:00:00Z, 2027-03-14T07:00:00Z, 2027-03-14T07:15:00Z",
        // Lord Howe, 2026-10-04: 02:00 becomes 02:30 at 15:30Z on the 3rd.
        "Sun 02:15-04:00 Australia/Lord_Howe, 2026-10-03T12:00:00Z, 2026-10-03T15:30:00Z, 2026-10-03T17:00:00Z",
        "Sun 01:00-02:15 Australia/Lord_Howe, 2026-10-03T12:00:00Z, 2026-10-03T14:30:00Z, 2026-10-03T15:30:00Z",
    })
    void clocksPutForward_windowOpensAndClosesAtTheJump(String window, String before, String opens, String closes) {
        TimeWindows windows = windows(window);

        assertThat(windows.isOpen(at(before))).isFalse();
        assertThat(windows.nextChange(at(before))).contains(at(opens));
        assertThat(windows.nextChange(at(opens))).contains(at(closes));
    }

    @Test
    void windowWithinTheJump_isSkippedThatDay() {
        TimeWindows windows = windows("Sun 02:10-02:50 Europe/Berlin");

        assertThat(windows.nextChange(at("2027-03-27T12:00:00Z"))).contains(at("2027-04-04T00:10:00Z"));
    }

    @Test
    void windowThatTwoJumpsSwallow_isStillFound() {
        // Half an hour on Lord Howe, and one in Berlin: neither is on any clock on its Sunday.
        assertThat(windows("Sun 02:05-02:25 Australia/Lord_Howe").nextChange(at("2026-10-03T12:00:00Z")))
                .contains(at("2026-10-10T15:05:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        // Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00Z. What a clock shows twice counts twice.
        "Sun 02:15-02:45 Europe/Berlin, 2026-10-25T00:15:00Z/00:45:00/01:15:00/01:45:00",
        // New York, 2026-11-01: 02:00 becomes 01:00 at 06:00Z.
        "Sun 01:15-01:45 America/New_York, 2026-11-01T05:15:00Z/05:45:00/06:15:00/06:45:00",
        // Lord Howe, 2027-04-04: 02:00 becomes 01:30 at 15:00Z on the 3rd.
        "Sun 01:35-01:55 Australia/Lord_Howe, 2027-04-03T14:35:00Z/14:55:00/15:05:00/15:25:00",
    })
    void clocksPutBack_timesShownTwice_countTwice(String window, String edges) {
        TimeWindows windows = windows(window);
        String[] parts = edges.split("/");
        Instant first = at(parts[0]);
        Instant day = first.truncatedTo(ChronoUnit.DAYS);

        Instant moment = first.minus(Duration.ofHours(1));
        for (int i = 0; i < parts.length; i++) {
            Instant expected = i == 0 ? first : day.plus(Duration.between(LocalTime.MIN, LocalTime.parse(parts[i])));
            assertThat(windows.nextChange(moment)).contains(expected);
            assertThat(windows.isOpen(expected)).isEqualTo(i % 2 == 0);
            moment = expected;
        }
    }

    @Test
    void clocksPutBack_windowOverTheJump_isAnHourLonger() {
        TimeWindows windows = windows("Sat 22:00-06:00 Europe/Berlin");

        Instant opens = windows.nextChange(at("2026-10-24T12:00:00Z")).orElseThrow();
        Instant closes = windows.nextChange(opens).orElseThrow();

        assertThat(Duration.between(opens, closes)).isEqualTo(Duration.ofHours(9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu"})
    void wholeDays_neverClose_whateverTheClocksDo(String zone) {
        assertThat(windows("00:00-24:00 " + zone).nextChange(at("2026-10-20T00:00:00Z")))
                .isEmpty();
        assertThat(windows("Mon-Thu 00:00-24:00 " + zone, "Fri-Sun 00:00-24:00 " + zone)
                        .nextChange(at("2027-03-10T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void windowsThatMeet_areOpenAsOne_acrossZones() {
        TimeWindows windows = windows("08:00-12:00 UTC", "13:00-18:00 Europe/Berlin");

        assertThat(windows.nextChange(at("2026-11-23T09:00:00Z"))).contains(at("2026-11-23T17:00:00Z"));
    }

    /** Against the plain definition, minute by minute, over the days on which clocks jump. */
    @Test
    void nextChange_isWhatAClockOnTheWallShows() {
        var random = new Random(3);
        List<String> zones = List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago");
        for (int i = 0; i < 60; i++) {
            String zone = zones.get(random.nextInt(zones.size()));
            int from = random.nextInt(24 * 60);
            int to = (from + 1 + random.nextInt(24 * 60 - 1)) % (24 * 60);
            TimeWindows windows =
                    windows("%02d:%02d-%02d:%02d %s".formatted(from / 60, from % 60, to / 60, to % 60, zone));
            Instant jump = ZoneId.of(zone)
                    .getRules()
                    .nextTransition(at("2026-06-01T00:00:00Z").plus(Duration.ofDays(200L * (i % 2))))
                    .getInstant();
            Instant moment = jump.minus(Duration.ofMinutes(random.nextInt(40 * 60)));

            Instant expected = moment.plus(Duration.ofMinutes(1));
            boolean now = shows(zone, from, to, moment);
            while (shows(zone, from, to, expected) == now) {
                expected = expected.plus(Duration.ofMinutes(1));
            }

            assertThat(windows.isOpen(moment)).isEqualTo(now);
            assertThat(windows.nextChange(moment))
                    .as("%s after %s", windows, moment)
                    .contains(expected);
        }
    }

    private static boolean shows(String zone, int from, int to, Instant moment) {
        LocalDateTime local = LocalDateTime.ofInstant(moment, ZoneId.of(zone));
        int minute = local.getHour() * 60 + local.getMinute();
        return from < to ? from <= minute && minute < to : minute >= from || minute < to;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mon-Fri 08:00-18:00 Europe/Berlin",
                "Mon,Wed,Fri-Sun 22:00-06:00 America/New_York",
                "00:00-24:00 UTC",
                "Sun 00:30-01:00 Australia/Lord_Howe"
            })
    void text_parsesBack(String text) {
        assertThat(TimeWindow.parse(text)).hasToString(text);
    }

    @Test
    void daysAroundTheWeekend_areUnderstood() {
        assertThat(TimeWindow.parse("fri-mon 8:00-9:00 UTC")).hasToString("Mon,Fri-Sun 08:00-09:00 UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "Mon 08:00-08:00 UTC, begins and ends at 08:00",
        "00:00-00:00 UTC, 00:00-24:00 is the whole day",
        "08:00-18:00, write it like",
        "08:00-18:00 Mars/Olympus, no time zone",
        "08:00-18:00 +02:00, no time zone",
        "08:00-18:00 CEST, no time zone",
        "Mo 08:00-18:00 UTC, is no day",
        "Mon-Tue-Wed 08:00-18:00 UTC, are no days",
        "'Mon, 08:00-18:00 UTC', no day",
        "08:60-18:00 UTC, no time of day",
        "08:00-24:01 UTC, no time of day",
        "24:00-01:00 UTC, begins before 24:00",
        "'', write it like",
    })
    void wrongWindow_isRefused_withTheReason(String text, String reason) {
        assertThatThrownBy(() -> TimeWindow.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(reason);
    }

    @Test
    void zones_areRegions_whoseRulesAreKnown() {
        assertThat(TimeWindow.parse("08:00-18:00 Europe/Berlin")
                        .zone()
                        .getRules()
                        .getOffset(Asked.NOON))
                .isEqualTo(ZoneOffset.ofHours(1));
    }
}
