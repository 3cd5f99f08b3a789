package dev.usbshare.service.meters;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An entry of a service's list of meters, which can be registered as it is documented. */
public interface ServiceMeter extends MeterDocumentation {

    /**
     * What there is to say about a meter.
     *
     * @param baseUnit plural; null for a plain number
     * @param description for people who read the metrics page
     */
    record Facts(String name, Meter.Type type, @Nullable String baseUnit, String description, List<KeyName> tags) {

        public Facts {
            tags = List.copyOf(tags);
        }
    }

    Facts facts();

    @Override
    default String getName() {
        return facts().name();
    }

    @Override
    default Meter.Type getType() {
        return facts().type();
    }

    @Override
    default @Nullable String getBaseUnit() {
        return facts().baseUnit();
    }

    @Override
    default KeyName[] getKeyNames() {
        return facts().tags().toArray(KeyName[]::new);
    }

    /** Read from any thread; {@code value} is held strongly. */
    default Gauge.Builder<Supplier<Number>> gauge(Supplier<Number> value) {
        return Gauge.builder(getName(), value)
                .description(facts().description())
                .baseUnit(getBaseUnit());
    }

    /** Counts what somebody else counts; read from any thread. The meter does not keep {@code value} alive. */
    default FunctionCounter.Builder<Supplier<Number>> counterOf(Supplier<Number> value) {
        return FunctionCounter.builder(getName(), value, each -> each.get().doubleValue())
                .description(facts().description())
                .baseUnit(getBaseUnit());
    }

    default Counter.Builder counter() {
        return Counter.builder(getName()).description(facts().description()).baseUnit(getBaseUnit());
    }

    default Timer.Builder timer() {
        return Timer.builder(getName()).description(facts().description());
    }
}
