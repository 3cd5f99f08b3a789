package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.ManualEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server may change its key as often as it likes: that it does is kept, and nothing is filled with it. */
class FollowedKeysTest {

    private record Kept(NodeId old, NodeId now, long changes) {}

    private final ManualEventExecutor writer = new ManualEventExecutor();
    private final List<Kept> kept = new ArrayList<>();
    private final List<NodeId> ids =
            Stream.generate(() -> NodeKey.generate().id()).limit(8).toList();
    private boolean full;
    private final FollowedKeys keys = new FollowedKeys(writer, (old, now, changes) -> {
        if (full) {
            throw new IllegalStateException("the disk is full");
        }
        kept.add(new Kept(old, now, changes));
    });

    private void change(String server, int from, int to) {
        keys.changed(server, ids.get(from), ids.get(to));
        writer.runUntilIdle();
    }

    @Test
    void firstKey_isKeptAtOnce_andSoIsOneOfAnotherServer() {
        change("shed", 0, 1);
        change("desk", 2, 3);

        assertThat(kept).containsExactly(new Kept(ids.get(0), ids.get(1), 1), new Kept(ids.get(2), ids.get(3), 1));
    }

    @Test
    void serverThatChangesItsKeyAtEachConnection_isKeptOnceIn10Minutes_withHowOften() {
        int changes = 0;
        for (Duration passed = Duration.ZERO;
                passed.compareTo(Duration.ofHours(1)) < 0;
                passed = passed.plusMillis(500)) {
            change("shed", changes % 8, (changes + 1) % 8);
            changes++;
            writer.advance(Duration.ofMillis(500));
        }

        assertThat(changes).isEqualTo(7_200);
        assertThat(kept).hasSizeBetween(6, 7);
        assertThat(kept.getFirst()).isEqualTo(new Kept(ids.get(0), ids.get(1), 1));
        assertThat(kept.stream().mapToLong(Kept::changes).sum()).isEqualTo(changes);
        for (int i = 1; i < kept.size(); i++) {
            assertThat(kept.get(i).old()).as("no gap").isEqualTo(kept.get(i - 1).now());
        }
    }

    @Test
    void whatWaits_isKeptAtOnce_whenSomebodyNeedsItSettled() {
        change("shed", 0, 1);
        change("shed", 1, 2);
        change("shed", 2, 3);
        assertThat(kept).hasSize(1);

        keys.settle();
        writer.runUntilIdle();
        keys.settle();
        writer.advance(FollowedKeys.EVERY);

        assertThat(kept).last().isEqualTo(new Kept(ids.get(1), ids.get(3), 2));
        assertThat(kept).hasSize(2);
    }

    @Test
    void whatCouldNotBeKept_isKeptWithTheNext() {
        full = true;
        change("shed", 0, 1);
        change("shed", 1, 2);
        full = false;
        assertThat(kept).isEmpty();

        writer.advance(FollowedKeys.EVERY);

        assertThat(kept).containsExactly(new Kept(ids.get(0), ids.get(2), 2));
    }

    @Test
    void serverThatIsQuiet_isForgotten_andItsNextKeyKeptAtOnce() {
        change("shed", 0, 1);
        writer.advance(FollowedKeys.EVERY.multipliedBy(3));
        kept.clear();

        change("shed", 1, 2);

        assertThat(kept).containsExactly(new Kept(ids.get(1), ids.get(2), 1));
    }
}
