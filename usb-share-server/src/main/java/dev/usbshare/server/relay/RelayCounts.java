package dev.usbshare.server.relay;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each {@link RelayCount} happened since the start. Thread-safe. */
public final class RelayCounts {

    /** Complete, and not changed. */
    private final Map<RelayCount, LongAdder> counts = new EnumMap<>(RelayCount.class);

    public RelayCounts() {
        for (RelayCount count : RelayCount.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(RelayCount what) {
        add(what, 1);
    }

    void add(RelayCount what, long times) {
        counter(what).add(times);
    }

    public long of(RelayCount what) {
        return counter(what).sum();
    }

    private LongAdder counter(RelayCount what) {
        return Objects.requireNonNull(counts.get(what));
    }
}
