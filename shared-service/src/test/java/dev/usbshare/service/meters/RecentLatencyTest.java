package dev.usbshare.service.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentLatencyTest {

    private static final long SECOND = 1_000_000_000L;
    private static final double AN_EIGHTH = 12.5;

    private final RecentLatency latency = new RecentLatency();

    @Test
    void withoutUrbs_thereIsNoReport() {
        assertThat(latency.report(5 * SECOND)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1_024, 50_000, 999_999, 1_000_000, 7_777_777, 33_000_000_000L})
    void quantiles_areRightToAnEighth(long nanos) {
        for (int i = 0; i < 100; i++) {
            latency.record(nanos, SECOND);
        }
        LatencyRow row = latency.report(SECOND);
        assertThat(row).isNotNull();
        assertThat(row.medianMillis()).isCloseTo(nanos / 1e6, withinPercentage(AN_EIGHTH));
        assertThat(row.p99Millis()).isCloseTo(nanos / 1e6, withinPercentage(AN_EIGHTH));
        assertThat(row.maxMillis()).isEqualTo(nanos / 1e6);
        assertThat(row.urbs()).isEqualTo(100);
    }

    @Test
    void median_and99th_areThoseOfTheirRanks() {
        for (int i = 0; i < 98; i++) {
            latency.record(1_000_000, SECOND);
        }
        latency.record(20_000_000, SECOND);
        latency.record(90_000_000, SECOND);
        LatencyRow row = latency.report(SECOND);
        assertThat(row).isNotNull();
        assertThat(row.medianMillis()).isCloseTo(1, withinPercentage(AN_EIGHTH));
        assertThat(row.p99Millis()).isCloseTo(20, withinPercentage(AN_EIGHTH));
        assertThat(row.maxMillis()).isEqualTo(90);
    }

    @Test
    void noQuantile_isAboveTheHighest() {
        latency.record(1_030_000, SECOND);
        LatencyRow row = latency.report(SECOND);
        assertThat(row).isNotNull();
        assertThat(row.p99Millis()).isLessThanOrEqualTo(row.maxMillis());
    }

    @ParameterizedTest
    @ValueSource(longs = {-5, 0, 1})
    void belowAMicrosecond_allAreAlike(long nanos) {
        latency.record(nanos, SECOND);
        LatencyRow row = latency.report(SECOND);
        assertThat(row).isNotNull();
        assertThat(row.medianMillis()).isLessThan(0.001);
    }

    @Test
    void whatIsOlderThanTwentySeconds_isForgotten() {
        latency.record(80_000_000, SECOND);
        latency.record(1_000_000, 12 * SECOND);
        LatencyRow both = latency.report(15 * SECOND);
        assertThat(both).isNotNull();
        assertThat(both.urbs()).isEqualTo(2);
        assertThat(both.maxMillis()).isEqualTo(80);
        assertThat(both.seconds()).isBetween(10, 20);

        LatencyRow later = latency.report(22 * SECOND);
        assertThat(later).isNotNull();
        assertThat(later.urbs()).isEqualTo(1);
        assertThat(later.maxMillis()).isEqualTo(1);

        assertThat(latency.report(60 * SECOND)).isNull();
    }

    @Test
    void afterALongPause_onlyTheNewCounts() {
        latency.record(80_000_000, SECOND);
        latency.record(2_000_000, 100 * SECOND);
        LatencyRow row = latency.report(100 * SECOND);
        assertThat(row).isNotNull();
        assertThat(row.urbs()).isEqualTo(1);
        assertThat(row.maxMillis()).isEqualTo(2);
    }
}
