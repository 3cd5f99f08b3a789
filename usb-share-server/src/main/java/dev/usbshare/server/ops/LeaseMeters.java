package dev.usbshare.server.ops;

import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseListener;
import dev.usbshare.server.lease.LeaseRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Counts what becomes of leases in {@link ServerMeters}.
 *
 * <p><b>Confinement</b>: the listener methods on the transport's executor; meters are read from any thread.
 */
@Component
final class LeaseMeters implements LeaseListener {

    /** From a device that is free, to one that somebody has for the day. */
    private static final Duration[] WAITS = {
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofHours(8)
    };

    private final Timer waits;
    private final Map<String, Counter> ended = new HashMap<>();

    LeaseMeters(MeterRegistry registry, LeaseRegistry leases) {
        waits = ServerMeters.LEASE_WAITS.timer().serviceLevelObjectives(WAITS).register(registry);
        ServerMeters.LEASE_QUEUE.gauge(leases::waiting).register(registry);
        for (String kind : LeaseEnd.kinds()) {
            ended.put(
                    kind,
                    ServerMeters.LEASES_ENDED
                            .counter()
                            .tag(ServerMeters.Tag.REASON.asString(), kind)
                            .register(registry));
        }
        leases.addListener(this);
    }

    @Override
    public void granted(Duration waited) {
        waits.record(waited);
    }

    @Override
    public void ended(LeaseEnd end) {
        Counter counter = ended.get(end.kind());
        if (counter != null) {
            counter.increment();
        }
    }
}
