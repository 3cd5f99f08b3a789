package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.wire.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryNetworkTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final NodeKey serverKey = NodeKey.generate();
    private final NodeKey clientKey = NodeKey.generate();
    private final Peer server = new Peer();
    private final Peer client = new Peer();
    private InMemoryNetwork network = new InMemoryNetwork(1, LinkProfile.cable());

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void dial_takesOneRoundTrip_theOtherSideHearsHalfOneLater() {
        network = new InMemoryNetwork(1, LinkProfile.cable().withDelay(Duration.ofMillis(10)));
        var listening = network.node(serverKey.id(), server);
        var dialled = network.node(clientKey.id(), null)
                .dial(serverKey.id(), listening.localAddress(), client)
                .toCompletableFuture();

        assertThat(until(dialled::isDone)).isEqualTo(Duration.ofMillis(20));
        assertThat(until(server::hasConnection)).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void data_takesTheDelay() {
        StreamTap stream = open(connect(LinkProfile.cable().withDelay(Duration.ofMillis(10))));

        stream.send(bytes(1));

        assertThat(until(() ->
                        !server.streams.isEmpty() && server.streams.getFirst().received() == 1))
                .isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void data_takesTheTimeItsBandwidthAllows() {
        StreamTap stream =
                open(connect(LinkProfile.cable().withDelay(Duration.ZERO).withBytesPerSecond(1_000_000)));

        stream.send(bytes(500_000));

        assertThat(until(() ->
                        !server.streams.isEmpty() && server.streams.getFirst().received() == 500_000))
                .isBetween(Duration.ofMillis(490), Duration.ofMillis(500));
    }

    @Test
    void data_urgentStream_overtakesWhatWaitsForBandwidth() {
        PeerConnection connection =
                connect(LinkProfile.cable().withDelay(Duration.ZERO).withBytesPerSecond(1_000_000));
        StreamTap bulk = open(connection, StreamPriority.BULK);
        StreamTap interrupt = open(connection, StreamPriority.INTERRUPT);
        bulk.send(bytes(1_000_000));
        until(() -> server.streams.size() == 1);

        interrupt.send(bytes(100));

        assertThat(until(() ->
                        server.streams.size() == 2 && server.streams.get(1).received() == 100))
                .isLessThan(Duration.ofMillis(10));
        assertThat(server.streams.getFirst().received()).isLessThan(100_000);
    }

    @Test
    void data_underLossAndJitter_staysInOrderWithinItsStream() {
        server.echo = true;
        StreamTap stream = open(connect(LinkProfile.roughWideArea().withLoss(0.2)));
        ByteBuf data = Unpooled.buffer(100_000);
        for (int i = 0; i < 25_000; i++) {
            data.writeInt(i);
        }
        byte[] expected = ByteBufUtil.getBytes(data);

        stream.send(data);

        until(() -> stream.received() == expected.length);
        assertThat(stream.bytes()).isEqualTo(expected);
    }

    @Test
    void data_underJitter_overtakesOnOtherStreams() {
        PeerConnection connection = connect(LinkProfile.cable().withJitter(Duration.ofMillis(5)));
        int overtaken = 0;
        for (int i = 0; i < 20; i++) {
            StreamTap first = open(connection);
            StreamTap second = open(connection);
            first.send(bytes(1));
            second.send(bytes(2));
            int opened = 2 * (i + 1);
            until(() ->
                    server.streams.size() == opened && server.streams.getLast().received() > 0);
            if (server.streams.getLast().received() == 1) {
                overtaken++;
            }
        }

        assertThat(overtaken).isBetween(3, 17);
    }

    @Test
    void loss_delaysItsOwnStreamOnly() {
        PeerConnection connection = connect(LinkProfile.cable());
        StreamTap lost = open(connection);
        StreamTap lucky = open(connection);
        network.setProfile(LinkProfile.cable().withLoss(0.999999));
        lost.send(bytes(1));
        network.setProfile(LinkProfile.cable());

        lucky.send(bytes(2));

        assertThat(until(() -> received(2))).isLessThan(Duration.ofMillis(1));
        assertThat(until(() -> received(1))).isGreaterThan(Duration.ofMillis(20));
    }

    @Test
    void cut_shorterThanTheIdleTimeout_losesNothing() {
        server.echo = true;
        StreamTap stream = open(connect(LinkProfile.roughWideArea()));
        stream.send(bytes(1000));
        until(() -> stream.received() == 1000);

        network.cut(Duration.ofSeconds(4));
        stream.send(bytes(50_000));
        network.executor().advance(Duration.ofSeconds(4));

        assertThat(stream.received()).isEqualTo(1000);
        assertThat(until(() -> stream.received() == 51_000)).isLessThan(Duration.ofSeconds(3));
        assertThat(client.closes).isEmpty();
        assertThat(server.closes).isEmpty();
    }

    @Test
    void cut_forever_endsBothSidesAfterTheIdleTimeout() {
        StreamTap stream = open(connect(LinkProfile.cable().withIdleTimeout(Duration.ofSeconds(15))));
        stream.send(bytes(100_000));
        network.executor().advance(Duration.ofSeconds(1));

        network.cutForever();
        stream.send(bytes(100_000));

        Duration needed = until(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(needed).isBetween(Duration.ofSeconds(13), Duration.ofSeconds(16));
        assertThat(client.closes).containsExactly(new CloseReason.TimedOut());
        assertThat(server.closes).containsExactly(new CloseReason.TimedOut());
        assertThat(stream.inactiveCount()).isEqualTo(1);
    }

    @Test
    void close_duringACut_isNotHeard_butTimesOut() {
        PeerConnection connection = connect(LinkProfile.cable());
        network.cut(Duration.ofSeconds(1));

        connection.close(CloseCode.OK, "bye");

        until(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(client.closes).containsExactly(new CloseReason.ByUs(CloseCode.OK, "bye"));
        assertThat(server.closes).containsExactly(new CloseReason.TimedOut());
    }

    @Test
    void silence_endsBothSides_butTrafficKeepsThemAlive() {
        server.echo = true;
        StreamTap stream = open(connect(LinkProfile.cable().withIdleTimeout(Duration.ofSeconds(15))));
        for (int i = 1; i <= 10; i++) {
            stream.send(bytes(1));
            network.executor().advance(Duration.ofSeconds(10));
            assertThat(stream.received()).isEqualTo(i);
        }
        assertThat(client.closes).isEmpty();

        network.executor().advance(Duration.ofSeconds(10));

        assertThat(client.closes).containsExactly(new CloseReason.TimedOut());
        assertThat(server.closes).containsExactly(new CloseReason.TimedOut());
    }

    @Test
    void close_inFullFlow_freesEverything() {
        server.echo = true;
        PeerConnection connection = connect(LinkProfile.roughWideArea().withBytesPerSecond(10_000_000));
        for (int i = 0; i < 20; i++) {
            StreamTap stream = open(connection);
            stream.send(PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(200_000));
            stream.write(PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(100));
        }
        network.executor().advance(Duration.ofMillis(100));

        server.connection().close(CloseCode.INTERNAL, "");

        until(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(client.streamsOpenAtClose).isZero();
    }

    @Test
    void sameSeed_sameRun() {
        assertThat(history(5)).isEqualTo(history(5)).isNotEqualTo(history(6));
    }

    private static List<Duration> history(long seed) {
        List<Duration> arrivals = new ArrayList<>();
        var peer = new Peer();
        var dialler = new Peer();
        try (var network = new InMemoryNetwork(seed, LinkProfile.roughWideArea())) {
            var server = network.node(NodeKey.generate().id(), peer);
            var dialled = network.node(NodeKey.generate().id(), null)
                    .dial(server.id(), server.localAddress(), dialler)
                    .toCompletableFuture();
            network.executor().runUntil(dialled::isDone, LONG);
            var tap = new StreamTap();
            dialled.join().openStream(StreamPriority.BULK, tap);
            network.executor().runUntilIdle();
            for (int i = 0; i < 50; i++) {
                tap.send(bytes(1000));
                long expected = 1000L * (i + 1);
                arrivals.add(network.executor()
                        .runUntil(
                                () -> !peer.streams.isEmpty()
                                        && peer.streams.getFirst().received() == expected,
                                LONG));
            }
        }
        return arrivals;
    }

    private boolean received(long bytes) {
        return server.streams.stream().anyMatch(stream -> stream.received() == bytes);
    }

    private Duration until(BooleanSupplier condition) {
        return network.executor().runUntil(condition, LONG);
    }

    private PeerConnection connect(LinkProfile profile) {
        network = new InMemoryNetwork(1, profile);
        var listening = network.node(serverKey.id(), server);
        var dialled = network.node(clientKey.id(), null)
                .dial(serverKey.id(), listening.localAddress(), client)
                .toCompletableFuture();
        until(() -> dialled.isDone() && server.hasConnection());
        return dialled.join();
    }

    private StreamTap open(PeerConnection connection) {
        return open(connection, StreamPriority.BULK);
    }

    private StreamTap open(PeerConnection connection, StreamPriority priority) {
        var tap = new StreamTap();
        connection.openStream(priority, tap);
        network.executor().runUntilIdle();
        return tap;
    }

    private static ByteBuf bytes(int count) {
        return Unpooled.wrappedBuffer(new byte[count]);
    }
}
