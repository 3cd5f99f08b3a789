package dev.usbshare.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.relay.RelayUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkarrPublisherTest {

    private static final PkarrServer ONE = new PkarrServer("https://one.example/pkarr");
    private static final PkarrServer TWO = new PkarrServer("https://two.example/pkarr");
    private static final NodeAddresses HOME = at("https://home.example/");
    private static final NodeAddresses OTHER = at("https://other.example/");

    /** What servers were told, and which of them is out of order. */
    private static final class Store implements PkarrStore {

        record Put(PkarrServer server, PkarrPacket packet) {}

        final List<Put> puts = new ArrayList<>();
        final List<PkarrServer> broken = new ArrayList<>();

        @Override
        public CompletableFuture<Void> put(PkarrServer server, PkarrPacket packet) {
            puts.add(new Put(server, packet));
            return broken.contains(server)
                    ? CompletableFuture.failedFuture(new IOException("out of order"))
                    : CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Optional<PkarrPacket>> get(PkarrServer server, NodeId node) {
            throw new UnsupportedOperationException();
        }

        List<NodeAddresses> told(PkarrServer server) {
            return puts.stream()
                    .filter(put -> put.server.equals(server))
                    .map(put -> put.packet.addresses())
                    .toList();
        }
    }

    @TempDir
    Path directory;

    private final ManualEventExecutor executor = new ManualEventExecutor();
    private final Store store = new Store();

    private static NodeAddresses at(String relay) {
        return new NodeAddresses(List.of(), List.of(new RelayUrl(relay)));
    }

    private PkarrPublisher publisher() {
        return new PkarrPublisher(
                NodeKey.generate(),
                store,
                List.of(ONE, TWO),
                new PkarrTimestamps(directory.resolve("time"), executor.clock()),
                executor,
                new Random(1));
    }

    @Test
    void change_isToldToEveryServer_onceItHasSettled() {
        PkarrPublisher publisher = publisher();

        publisher.publish(OTHER);
        executor.advance(PkarrPublisher.SETTLED.minusMillis(1));
        publisher.publish(HOME);
        executor.advance(PkarrPublisher.SETTLED.minusMillis(1));
        assertThat(store.puts).isEmpty();
        executor.advance(Duration.ofMillis(1));

        assertThat(store.told(ONE)).containsExactly(HOME);
        assertThat(store.told(TWO)).containsExactly(HOME);
    }

    @Test
    void sameAgain_isNoChange_butIsToldEveryFiveMinutes() {
        PkarrPublisher publisher = publisher();
        publisher.publish(HOME);
        executor.advance(PkarrPublisher.SETTLED);

        publisher.publish(HOME);
        executor.advance(Duration.ofMinutes(4));
        assertThat(store.told(ONE)).hasSize(1);
        executor.advance(Duration.ofMinutes(26));

        assertThat(store.told(ONE)).hasSizeBetween(6, 7);
        assertThat(store.puts.stream()
                        .filter(put -> put.server().equals(ONE))
                        .map(put -> put.packet().timestampMicros()))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void serverOutOfOrder_isTriedAgainEverMoreSeldom_theOtherIsNot() {
        store.broken.add(ONE);
        publisher().publish(HOME);

        executor.advance(Duration.ofSeconds(70));

        // After about 1, 3, 7, 15, 31 and 63 seconds.
        assertThat(store.told(ONE)).hasSize(7);
        assertThat(store.told(TWO)).hasSize(1);
    }

    @Test
    void serverThatRecovers_isToldTheLatest_once() {
        store.broken.add(ONE);
        PkarrPublisher publisher = publisher();
        publisher.publish(OTHER);
        executor.advance(Duration.ofSeconds(5));

        publisher.publish(HOME);
        store.broken.clear();
        executor.advance(Duration.ofMinutes(2));

        assertThat(store.told(ONE)).endsWith(OTHER, HOME);
        assertThat(store.told(ONE).stream().filter(HOME::equals)).hasSize(1);
    }

    @Test
    void relayLostForAWhile_isNotTold_lostForGood_is() {
        PkarrPublisher publisher = publisher();
        publisher.publish(HOME);
        executor.advance(Duration.ofSeconds(1));

        publisher.publish(NodeAddresses.NONE);
        executor.advance(PkarrPublisher.NOWHERE.minusSeconds(1));
        publisher.publish(OTHER);
        executor.advance(Duration.ofSeconds(1));
        assertThat(store.told(ONE)).containsExactly(HOME, OTHER);
        publisher.publish(NodeAddresses.NONE);
        executor.advance(PkarrPublisher.NOWHERE);
        executor.advance(Duration.ofMinutes(10));

        assertThat(store.told(ONE)).containsExactly(HOME, OTHER, NodeAddresses.NONE);
    }

    @Test
    void nowhereFromTheStart_isNotTold() {
        publisher().publish(NodeAddresses.NONE);
        executor.advance(Duration.ofMinutes(10));

        assertThat(store.puts).isEmpty();
    }

    @Test
    void closed_tellsNothingMore() {
        store.broken.add(ONE);
        PkarrPublisher publisher = publisher();
        publisher.publish(HOME);
        executor.advance(Duration.ofSeconds(2));
        int before = store.puts.size();

        publisher.close();
        publisher.publish(OTHER);
        executor.advance(Duration.ofHours(1));

        assertThat(store.puts).hasSize(before);
    }

    @Test
    void timestamps_growOverRestarts_withAClockSetBack_orAFileOfGarbage() throws Exception {
        Path file = directory.resolve("pkarr");
        executor.advance(Duration.ofDays(3));
        long first = new PkarrTimestamps(file, executor.clock()).next();
        var restarted = new PkarrTimestamps(file, new ManualEventExecutor().clock());

        assertThat(first).isEqualTo(Duration.ofDays(3).toMillis() * 1000);
        assertThat(restarted.next()).isEqualTo(first + 1);
        assertThat(restarted.next()).isEqualTo(first + 2);
        Files.writeString(file, "never");
        assertThat(new PkarrTimestamps(file, executor.clock()).next()).isEqualTo(first);
        assertThat(Files.readString(file)).isEqualTo(first + "\n");
    }
}
