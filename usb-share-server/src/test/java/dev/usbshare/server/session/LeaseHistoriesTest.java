package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Thousands of random lives of a few sessions that want the same few devices: whatever comes in between, no device has two
 * leases, lines are served in order, each request is answered once, and in the end everything is free.
 */
class LeaseHistoriesTest {

    private static final int HISTORIES = 300;
    private static final int STEPS = 60;

    @BeforeAll
    static void beQuiet() {
        setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        setLevel(null);
    }

    /** Half a million lines that nobody reads take longer than the test. */
    private static void setLevel(@Nullable Level level) {
        ((Logger) LoggerFactory.getLogger("dev.usbshare.server")).setLevel(level);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverHappens_everyRuleOfLeasesHolds(long block) {
        var total = new LeaseWorld.Totals();
        for (int i = 0; i < HISTORIES; i++) {
            long seed = block * HISTORIES + i;
            try (var world = new LeaseWorld(seed, total)) {
                for (int step = 0; step < STEPS; step++) {
                    world.step();
                }
                world.end();
            } catch (AssertionError e) {
                throw new AssertionError("history " + seed + ": " + e.getMessage(), e);
            }
        }

        // A test in which nothing happens proves nothing.
        assertThat(total.granted).as("granted").isGreaterThan(HISTORIES);
        assertThat(total.queued).as("queued").isGreaterThan(HISTORIES);
        assertThat(total.takenOver).as("taken over").isGreaterThan(HISTORIES / 10);
        assertThat(total.cancelled).as("cancelled").isGreaterThan(HISTORIES / 10);
        assertThat(total.ended).as("ended by the server").isGreaterThan(HISTORIES / 10);
    }
}
