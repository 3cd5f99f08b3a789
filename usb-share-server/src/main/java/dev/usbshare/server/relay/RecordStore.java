package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.PkarrPacket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The signed records that nodes publish of where they are, the newest of each, in memory: whoever is there publishes again every few
 * minutes. A record is forgotten {@link #KEPT} after it came; beyond the bound those that came first are.
 *
 * <p><b>Confinement</b>: the relay's event loop, but for {@link #size}.
 */
public final class RecordStore {

    /** As long as pkarr's own servers keep what nobody renews. */
    public static final Duration KEPT = Duration.ofDays(7);

    /**
     * A record and when it came.
     *
     * @param record genuine
     */
    public record Kept(PkarrPacket record, Instant since) {}

    private final Clock clock;
    private final int max;
    private final LinkedHashMap<NodeId, Kept> records = new LinkedHashMap<>();
    private boolean changed;
    private volatile int size;

    public RecordStore(Clock clock, int max) {
        this.clock = clock;
        this.max = max;
    }

    /** Takes over what was kept before, oldest first. */
    public void restore(List<Kept> earlier) {
        earlier.forEach(this::put);
        evict();
        changed = false;
    }

    /** @return false if it is older than what is there; what is there already counts as new */
    boolean keep(PkarrPacket record) {
        Kept earlier = records.get(record.node());
        if (earlier != null && earlier.record().isNewerThan(record)) {
            return false;
        }
        put(new Kept(record, clock.instant()));
        evict();
        return true;
    }

    private void put(Kept kept) {
        records.remove(kept.record().node());
        records.put(kept.record().node(), kept);
        changed = true;
    }

    /** They stand in the order in which they came. */
    private void evict() {
        Instant oldest = clock.instant().minus(KEPT);
        Iterator<Map.Entry<NodeId, Kept>> all = records.entrySet().iterator();
        while (all.hasNext()) {
            Kept first = all.next().getValue();
            if (records.size() <= max && !first.since().isBefore(oldest)) {
                break;
            }
            all.remove();
            changed = true;
        }
        size = records.size();
    }

    @Nullable
    PkarrPacket find(NodeId node) {
        evict();
        Kept kept = records.get(node);
        return kept == null ? null : kept.record();
    }

    /** All of them, oldest first, if something has changed since this was asked last; else null. */
    public @Nullable List<Kept> changes() {
        if (!changed) {
            return null;
        }
        changed = false;
        return List.copyOf(records.values());
    }

    /** Read from any thread. */
    public int size() {
        return size;
    }
}
