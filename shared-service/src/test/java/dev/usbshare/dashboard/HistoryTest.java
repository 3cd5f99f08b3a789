package dev.usbshare.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.dashboard.History.Rate;
import dev.usbshare.dashboard.History.Reading;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");

    @Test
    void rate_isTheDifferenceOverTheTime() {
        History history = History.NONE
                .with(new Reading(NOW, "a", 1_000, 10, 5))
                .with(new Reading(NOW.plusMillis(2_000), "a", 5_000, 30, 9));
        assertThat(history.now()).isEqualTo(new Rate(2_000, 10, 2));
    }

    @Test
    void firstReading_isNoRate() {
        assertThat(History.NONE.with(new Reading(NOW, "a", 1_000, 0, 5)).rates())
                .isEmpty();
    }

    @Test
    void anotherUse_startsFromNothing() {
        History history = History.NONE
                .with(new Reading(NOW, "a", 1_000, 10, 5))
                .with(new Reading(NOW.plusSeconds(1), "b", 50_000, 30, 9));
        assertThat(history.now()).isEqualTo(new Rate(0, 0, 0));
    }

    @Test
    void counterThatWentBack_isNoNegativeRate() {
        History history = History.NONE
                .with(new Reading(NOW, "a", 1_000, 10, 5))
                .with(new Reading(NOW.plusSeconds(1), "a", 500, 5, 2));
        assertThat(history.now()).isEqualTo(new Rate(0, 0, 0));
    }

    @Test
    void readingsCloseTogether_giveNoRate() {
        History history = History.NONE.with(new Reading(NOW, "a", 1_000, 10, 5));
        assertThat(history.with(new Reading(NOW.plusMillis(20), "a", 9_000, 10, 6)))
                .isSameAs(history);
    }

    @Test
    void history_isBounded_andKeepsTheNewest() {
        History history = History.NONE;
        for (int i = 0; i < 500; i++) {
            history = history.with(new Reading(NOW.plusSeconds(i), "a", 100L * i * i, 0, i));
        }
        assertThat(history.rates()).hasSize(History.SPAN);
        assertThat(history.now().bytesIn()).isEqualTo(100 * (499 * 499 - 498 * 498));
    }

    @Test
    void idle_isAQuietMoment() {
        History history = History.NONE
                .with(new Reading(NOW, "a", 0, 0, 0))
                .with(new Reading(NOW.plusSeconds(1), "a", 7_000, 0, 3))
                .idle(NOW.plusSeconds(2));
        assertThat(history.total()).containsExactly(7_000.0, 0.0);
    }
}
