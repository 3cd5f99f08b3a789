package dev.usbshare.service.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** A scrape reads what the last look saw, and never waits for the next. */
class HealthGaugesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ArrayDeque<Runnable> looks = new ArrayDeque<>();
    private long nanos;
    private Health health = Health.up().build();

    private double scrape() {
        return registry.get("usbshare.health").tag("component", "usb").gauge().value();
    }

    private void bind() {
        HealthIndicator usb = () -> {
            if (health.getDetails().containsKey("broken")) {
                throw new IllegalStateException();
            }
            return health;
        };
        new HealthGauges(Map.of("usb", usb), looks::add, () -> nanos).bindTo(registry);
    }

    @Test
    void gauge_turnsWithTheFacts_oneLookLater() {
        bind();

        assertThat(scrape()).isNaN();
        looks.remove().run();
        assertThat(scrape()).isEqualTo(1.0);

        health = Health.down().build();
        nanos += TimeUnit.SECONDS.toNanos(2);
        assertThat(scrape()).isEqualTo(1.0);
        looks.remove().run();
        assertThat(scrape()).isEqualTo(0.0);

        health = Health.up().build();
        nanos += TimeUnit.SECONDS.toNanos(2);
        scrape();
        looks.remove().run();
        assertThat(scrape()).isEqualTo(1.0);
    }

    @Test
    void oneLookAtATime_andNotTooOften() {
        bind();
        scrape();
        scrape();
        assertThat(looks).hasSize(1);

        looks.remove().run();
        scrape();
        assertThat(looks).isEmpty();
    }

    @Test
    void indicatorThatFails_isNotWell() {
        bind();
        health = Health.up().withDetail("broken", true).build();
        scrape();
        looks.remove().run();

        assertThat(scrape()).isEqualTo(0.0);
    }
}
