package dev.usbshare.server.ops;

import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseListener;
import dev.usbshare.server.lease.LeaseRegistry;
import io.micrometer.common.docs.KeyName;
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

    /** Names of tags. */
    enum Tag implements KeyName {
        /** As many as there are refusal codes, and given_back. */
        REASON;

        @Override
        public String asString() {
            return "reason";
        }
    }

    private final Timer waits;
    private final Map<String, Counter> ended = new HashMap<>();

    LeaseMeters(MeterRegistry registry, LeaseRegistry leases) {
        waits = ServerMeters.LEASE_WAITS.timer().register(registry);
        ServerMeters.LEASE_QUEUE.gauge(leases::waiting).register(registry);
        for (String kind : LeaseEnd.kinds()) {
            ended.put(
                    kind,
                    ServerMeters.LEASES_ENDED
                            .counter()
                            .tag(Tag.REASON.asString(), kind)
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
