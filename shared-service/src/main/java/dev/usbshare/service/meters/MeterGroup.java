package dev.usbshare.service.meters;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Meters with some tags in common, which are removed together. Thread-safe. */
public final class MeterGroup {

    private final MeterRegistry registry;
    private final Tags tags;
    private final boolean shared;
    private final List<Meter> meters = new CopyOnWriteArrayList<>();

    /** What counters read, which they hold but weakly. */
    private final List<Supplier<Number>> held = new CopyOnWriteArrayList<>();

    /** @param shared whether they are about more than one thing, so that only sums make sense */
    MeterGroup(MeterRegistry registry, Tags tags, boolean shared) {
        this.registry = registry;
        this.tags = tags;
        this.shared = shared;
    }

    /** Whether they are about whatever has no meters of its own. */
    public boolean isShared() {
        return shared;
    }

    public Counter counter(ServiceMeter meter) {
        return added(meter.counter().tags(tags).register(registry));
    }

    public Counter counter(ServiceMeter meter, KeyName key, String value) {
        return added(meter.counter().tags(tags).tag(key.asString(), value).register(registry));
    }

    /** Counts what somebody else counts; read from any thread. */
    public void counterOf(ServiceMeter meter, Supplier<Number> value) {
        held.add(value);
        added(meter.counterOf(value).tags(tags).register(registry));
    }

    /** @param buckets of a histogram */
    public Timer timer(ServiceMeter meter, Duration... buckets) {
        return added(meter.timer().serviceLevelObjectives(buckets).tags(tags).register(registry));
    }

    /** Read from any thread. */
    public void gauge(ServiceMeter meter, Supplier<Number> value) {
        added(meter.gauge(value).tags(tags).register(registry));
    }

    private <M extends Meter> M added(M meter) {
        meters.add(meter);
        return meter;
    }

    void remove() {
        meters.forEach(registry::remove);
    }
}
