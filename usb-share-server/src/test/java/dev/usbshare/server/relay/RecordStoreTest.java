package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.PkarrPacket;
import dev.usbshare.quic.SettableClock;
import dev.usbshare.server.relay.RecordStore.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecordStoreTest {

    private static final int MAX = 3;

    private final SettableClock clock = SettableClock.standingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final RecordStore store = new RecordStore(clock, MAX);

    private static PkarrPacket record(NodeKey key, long timestamp) {
        return PkarrPacket.sign(key, timestamp, NodeAddresses.NONE);
    }

    @Test
    void fullStore_forgetsWhatCameFirst_andNotWhatWasRenewed() {
        var keys = new ArrayList<NodeKey>();
        for (int i = 0; i < MAX; i++) {
            keys.add(NodeKey.generate());
            store.keep(record(keys.get(i), 1));
        }
        store.keep(record(keys.getFirst(), 2));

        store.keep(record(NodeKey.generate(), 1));

        assertThat(store.find(keys.get(0).id())).isNotNull();
        assertThat(store.find(keys.get(1).id())).isNull();
        assertThat(store.size()).isEqualTo(MAX);
    }

    @Test
    void record_isForgottenAfterAWeek() {
        NodeKey key = NodeKey.generate();
        store.keep(record(key, 1));

        clock.jump(RecordStore.KEPT);
        assertThat(store.find(key.id())).isNotNull();

        clock.jump(Duration.ofMillis(1));
        assertThat(store.find(key.id())).isNull();
        assertThat(store.size()).isZero();
    }

    @Test
    void changes_areToldOnce_andRestored() {
        NodeKey key = NodeKey.generate();
        store.keep(record(key, 1));

        List<Kept> changes = store.changes();

        assertThat(changes).hasSize(1);
        assertThat(store.changes()).isNull();
        var next = new RecordStore(clock, MAX);
        next.restore(Objects.requireNonNull(changes));
        assertThat(next.find(key.id())).isEqualTo(record(key, 1));
        assertThat(next.changes()).isNull();
    }
}
