package dev.usbshare.service.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * {@link ServiceMeters#HEALTH}: what the indicators last said. A scrape does not wait for one that hangs, for a database does: it starts
 * the next look, and reads the last one. Thread-safe.
 */
final class HealthGauges implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(HealthGauges.class);

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<String, HealthIndicator> indicators;
    private final Executor executor;
    private final LongSupplier nanoClock;
    private final Map<String, Double> last = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long lookedNanos;

    /** @param indicators by the name of what they look at */
    HealthGauges(Map<String, HealthIndicator> indicators, Executor executor, LongSupplier nanoClock) {
        this.indicators = new TreeMap<>(indicators);
        this.executor = executor;
        this.nanoClock = nanoClock;
        this.lookedNanos = nanoClock.getAsLong() - FRESH_NANOS;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String name : indicators.keySet()) {
            ServiceMeters.HEALTH
                    .gauge(() -> read(name))
                    .tag(ServiceMeters.Tag.COMPONENT.asString(), name)
                    .register(registry);
        }
    }

    private double read(String name) {
        if (nanoClock.getAsLong() - lookedNanos >= FRESH_NANOS && looking.compareAndSet(false, true)) {
            executor.execute(this::look);
        }
        return last.getOrDefault(name, Double.NaN);
    }

    private void look() {
        try {
            indicators.forEach((name, indicator) -> last.put(name, isUp(name, indicator) ? 1.0 : 0.0));
        } finally {
            lookedNanos = nanoClock.getAsLong();
            looking.set(false);
        }
    }

    private static boolean isUp(String name, HealthIndicator indicator) {
        try {
            var health = indicator.health(false);
            return health != null && Status.UP.equals(health.getStatus());
        } catch (RuntimeException e) {
            LOG.atDebug()
                    .addKeyValue("component", name)
                    .addKeyValue("error", e)
                    .log("A part could not be asked how it is");
            return false;
        }
    }
}
