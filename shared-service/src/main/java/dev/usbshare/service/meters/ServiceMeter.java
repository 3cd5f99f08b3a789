package dev.usbshare.service.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.function.Supplier;

/** A documented meter that can be registered as it is documented. */
public interface ServiceMeter extends MeterDocumentation {

    /** For people who read the metrics page. */
    String description();

    /** Read from any thread; {@code value} is held strongly. */
    default Gauge.Builder<Supplier<Number>> gauge(Supplier<Number> value) {
        return Gauge.builder(getName(), value).description(description()).baseUnit(getBaseUnit());
    }

    default Counter.Builder counter() {
        return Counter.builder(getName()).description(description()).baseUnit(getBaseUnit());
    }

    default Timer.Builder timer() {
        return Timer.builder(getName()).description(description());
    }
}
