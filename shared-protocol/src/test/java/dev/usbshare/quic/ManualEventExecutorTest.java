package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManualEventExecutorTest {

    private final ManualEventExecutor executor = new ManualEventExecutor();
    private final List<String> events = new ArrayList<>();

    @Test
    void execute_runsNothingBeforeItIsTold() {
        executor.execute(() -> events.add("task"));
        assertThat(events).isEmpty();

        executor.runUntilIdle();

        assertThat(events).containsExactly("task");
    }

    @Test
    void advance_runsEachTaskAtItsOwnTime_inOrder() {
        schedule("b", 20);
        schedule("a", 10);
        schedule("c", 20);
        schedule("late", 31);

        executor.advance(Duration.ofMillis(30));

        assertThat(events).containsExactly("a at 10", "b at 20", "c at 20");
        assertThat(executor.now()).isEqualTo(Duration.ofMillis(30));
        assertThat(executor.clock().instant()).isEqualTo(Instant.ofEpochMilli(30));
    }

    @Test
    void advance_runsWhatFallsDueOnTheWay() {
        executor.schedule(() -> schedule("second", 5), 5, TimeUnit.MILLISECONDS);

        executor.advance(Duration.ofMillis(10));

        assertThat(events).containsExactly("second at 10");
    }

    @Test
    void scheduleAtFixedRate_repeats_untilCancelled() {
        var task = executor.scheduleAtFixedRate(() -> events.add("tick"), 1, 1, TimeUnit.SECONDS);
        executor.advance(Duration.ofSeconds(3));

        task.cancel(false);
        executor.advance(Duration.ofSeconds(3));

        assertThat(events).containsExactly("tick", "tick", "tick");
    }

    @Test
    void runUntil_stopsAtTheEvent() {
        schedule("a", 10);
        schedule("b", 20);

        assertThat(executor.runUntil(() -> events.size() == 1, Duration.ofSeconds(1)))
                .isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void runUntil_neverHappens_failsAtTheLimit() {
        executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> executor.runUntil(() -> false, Duration.ofMinutes(1)))
                .withMessageContaining("PT1M");
        assertThat(executor.now()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void otherThreads_mayExecute_butNotMoveTime() throws Exception {
        var refused = new ArrayList<RuntimeException>();
        Thread thread = Thread.ofPlatform().start(() -> {
            executor.execute(() -> events.add("from " + executor.inEventLoop()));
            try {
                executor.runUntilIdle();
            } catch (IllegalStateException e) {
                refused.add(e);
            }
        });
        thread.join();

        executor.runUntilIdle();

        assertThat(events).containsExactly("from true");
        assertThat(refused).hasSize(1);
    }

    private void schedule(String name, long millis) {
        executor.schedule(() -> events.add(name + " at " + executor.now().toMillis()), millis, TimeUnit.MILLISECONDS);
    }
}
