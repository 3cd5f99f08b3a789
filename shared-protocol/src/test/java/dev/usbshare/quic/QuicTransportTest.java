package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.ConnectException.Reason;
import dev.usbshare.wire.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is particular to QUIC; the rest is in {@link QuicTransportContractTest}. */
class QuicTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final NodeKey serverKey = NodeKey.generate();
    private final NodeKey clientKey = NodeKey.generate();
    private final Peer server = new Peer();
    private final Peer client = new Peer();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : resources.reversed()) {
            resource.close();
        }
    }

    static Stream<IoHandlerFactory> ios() {
        return Epoll.isAvailable()
                ? Stream.of(EpollIoHandler.newFactory(), NioIoHandler.newFactory())
                : Stream.of(NioIoHandler.newFactory());
    }

    @ParameterizedTest
    @MethodSource("ios")
    void dial_onEitherKindOfLoop_connects(IoHandlerFactory io) throws Exception {
        QuicTransport listening = bind(io, serverKey, server);
        QuicTransport dialling = bind(io, clientKey, null);

        PeerConnection toServer = dial(dialling, listening.localAddress());

        assertThat(toServer.peer()).isEqualTo(serverKey.id());
        assertThat(toServer.remoteAddress()).isEqualTo(listening.localAddress());
        assertThat(toServer.executor()).isSameAs(dialling.executor());
        await(server::hasConnection);
        assertThat(server.connection().peer()).isEqualTo(clientKey.id());
        assertThat(server.connection().remoteAddress()).isEqualTo(dialling.localAddress());
    }

    @Test
    void dial_twoNodesThatListen_eachOverItsOwnSocket() throws Exception {
        server.echo = true;
        client.echo = true;
        QuicTransport one = bind(serverKey, server);
        QuicTransport other = bind(clientKey, client);

        PeerConnection there = dial(one, clientKey.id(), other.localAddress(), new Peer());
        PeerConnection back = dial(other, serverKey.id(), one.localAddress(), new Peer());

        await(() -> server.hasConnection() && client.hasConnection());
        assertThat(client.connection().remoteAddress()).isEqualTo(one.localAddress());
        assertThat(server.connection().remoteAddress()).isEqualTo(other.localAddress());
        assertEcho(there);
        assertEcho(back);
    }

    @Test
    void dial_wildcardSocket_reachesAndIsReached() throws Exception {
        server.echo = true;
        QuicTransport listening = bind(QuicTransportConfig.of(new InetSocketAddress(0), serverKey), server);
        QuicTransport dialling = bind(QuicTransportConfig.of(new InetSocketAddress(0), clientKey), null);

        PeerConnection connection = dial(
                dialling,
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(),
                        listening.localAddress().getPort()));

        assertEcho(connection);
    }

    @Test
    void dial_anotherNodeAnswers_namesBoth() throws Exception {
        QuicTransport listening = bind(serverKey, server);
        NodeId expected = NodeKey.generate().id();

        assertThat(failureOf(bind(clientKey, null), expected, listening.localAddress()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_NODE))
                .hasMessageContaining(expected.toShortString())
                .hasMessageContaining(serverKey.id().toShortString())
                .hasMessageContaining(String.valueOf(listening.localAddress().getPort()));
    }

    @Test
    void dial_anotherProtocol_saysSo() throws Exception {
        QuicTransport listening = bind("other/1", AddressValidation.FREE_HANDSHAKES);

        assertThat(failureOf(bind(clientKey, null), serverKey.id(), listening.localAddress()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
                .hasMessageContaining("usb-share/1");
    }

    @Test
    void dial_nobodyThere_saysWhatToCheck() throws Exception {
        QuicTransport dialling = bind(
                QuicTransportConfig.of(loopback(), clientKey)
                        .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200)),
                null);
        try (var silent = new DatagramSocket(loopback())) {
            var address = (InetSocketAddress) silent.getLocalSocketAddress();

            assertThat(failureOf(dialling, serverKey.id(), address))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                    .hasMessageContaining(String.valueOf(address.getPort()))
                    .hasMessageContaining("200 ms")
                    .hasMessageContaining("firewall");
        }
    }

    @Test
    void dial_unknownHost_isUnreachable() throws Exception {
        var unknown = InetSocketAddress.createUnresolved("no.such.host", 1);

        assertThat(failureOf(bind(clientKey, null), serverKey.id(), unknown))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessageContaining("no.such.host");
    }

    @Test
    void dial_serverThatAsksForATokenFirst_connects() throws Exception {
        server.echo = true;
        QuicTransport listening = bind(QuicTransport.PROTOCOL, 0);

        assertEcho(dial(bind(clientKey, null), listening.localAddress()));
    }

    @Test
    void flood_ofUnfinishedHandshakes_makesStrangersProveTheirAddress() throws Exception {
        server.echo = true;
        QuicTransport listening = bind(serverKey, server);
        int strangers = AddressValidation.FREE_HANDSHAKES + 20;
        try (var collector = new DatagramSocket(loopback());
                var stranger = new DatagramSocket(loopback())) {
            collector.setReceiveBufferSize(1 << 20);
            QuicTransport source = bind(clientKey, null);
            for (int i = 0; i < strangers; i++) {
                source.dial(serverKey.id(), (InetSocketAddress) collector.getLocalSocketAddress(), client);
            }
            Set<String> connections = new HashSet<>();
            while (connections.size() < strangers) {
                DatagramPacket first = receive(collector);
                if (!connections.add(HexFormat.of().formatHex(first.getData(), 6, 22))) {
                    continue;
                }
                stranger.send(new DatagramPacket(first.getData(), first.getLength(), listening.localAddress()));
            }
            int retries = 0;
            while (retries < 20) {
                retries += isRetry(receive(stranger)) ? 1 : 0;
            }
        }

        assertEcho(dial(bind(clientKey, null), listening.localAddress()));
    }

    @Test
    void flood_ofGarbage_leavesRoomForARealPeer() throws Exception {
        server.echo = true;
        QuicTransport listening = bind(serverKey, server);
        var random = new Random(1);
        try (var flood = new DatagramSocket(loopback())) {
            for (int i = 0; i < 200; i++) {
                byte[] packet = initialPacket(random);
                flood.send(new DatagramPacket(packet, packet.length, listening.localAddress()));
            }
        }

        assertEcho(dial(bind(clientKey, null), listening.localAddress()));
    }

    @Test
    void bind_portInUse_namesIt() throws Exception {
        QuicTransport first = bind(serverKey, server);
        NodeEventLoop loop = keep(NodeEventLoop.open("second"));

        assertThatExceptionOfType(BindFailedException.class)
                .isThrownBy(() ->
                        QuicTransport.bind(loop.loop(), QuicTransportConfig.of(first.localAddress(), clientKey), null))
                .withMessageContaining("UDP port " + first.localAddress().getPort() + " is in use on 127.0.0.1");
    }

    @Test
    void silence_beyondTheIdleTimeout_endsBothSides() throws Exception {
        QuicTransport listening = bind(serverKey, server);
        QuicTransport dialling = bind(
                QuicTransportConfig.of(loopback(), clientKey)
                        .withTimeouts(Duration.ofMillis(500), Duration.ofMillis(500)),
                null);

        dial(dialling, listening.localAddress());

        await(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(client.closes).containsExactly(new CloseReason.TimedOut());
        assertThat(server.closes).containsExactly(new CloseReason.TimedOut());
    }

    @Test
    void smallRequestsAndAnswers_costOnePacketEachWay() throws Exception {
        server.echo = true;
        QuicTransport listening =
                bind(QuicTransportConfig.of(loopback(), serverKey).withAckDelay(Duration.ofMillis(20)), server);
        QuicTransport dialling =
                bind(QuicTransportConfig.of(loopback(), clientKey).withAckDelay(Duration.ofMillis(20)), null);
        PeerConnection connection = dial(dialling, listening.localAddress());
        StreamTap stream = open(connection);
        int rounds = 200;
        PathStatistics before = connection.statistics().toCompletableFuture().get(30, TimeUnit.SECONDS);

        for (int i = 1; i <= rounds; i++) {
            stream.send(Unpooled.wrappedBuffer(new byte[32]));
            int answers = i;
            await(() -> stream.received() == 32L * answers);
        }

        PathStatistics after = connection.statistics().toCompletableFuture().get(30, TimeUnit.SECONDS);
        // Without the delay it is two of each.
        assertThat(after.sentPackets() - before.sentPackets()).isLessThan(rounds * 3 / 2);
        assertThat(after.receivedPackets() - before.receivedPackets()).isLessThan(rounds * 3 / 2);
    }

    @Test
    void stream_64MebibytesWithBackPressure_holdsBoundedMemory() throws Exception {
        PeerConnection connection = dial(
                bind(QuicTransportConfig.of(loopback(), clientKey).withStreamWindowBytes(1 << 20), null),
                bind(QuicTransportConfig.of(loopback(), serverKey).withStreamWindowBytes(1 << 20), server)
                        .localAddress());
        var sender = new Pump(64 << 20);
        await(connection.openStream(StreamPriority.BULK, sender).toCompletableFuture()::isDone);

        await(() -> server.streams.size() == 1 && server.streams.getFirst().received() == 64 << 20);

        // Only what was written when the stream said that it was writable; Pump writes 64 KiB at a time.
        assertThat(sender.mostWaiting.get()).isLessThanOrEqualTo(128 << 10);
    }

    @Test
    void close_duringTransfer_endsEverything() throws Exception {
        server.echo = true;
        PeerConnection connection =
                dial(bind(clientKey, null), bind(serverKey, server).localAddress());
        List<StreamTap> streams = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            StreamTap stream = open(connection);
            streams.add(stream);
            for (int k = 0; k < 16; k++) {
                stream.send(PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(256 << 10));
            }
            stream.write(PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(1000));
        }
        await(() -> streams.getFirst().received() > 0);

        server.connection().close(CloseCode.INTERNAL, "");

        await(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(streams).allMatch(stream -> stream.inactiveCount() == 1);
        assertThat(server.streams).allMatch(stream -> stream.inactiveCount() == 1);
    }

    private static DatagramPacket receive(DatagramSocket socket) throws Exception {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        var packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        return packet;
    }

    /** RFC 9000 §17.2.5. */
    private static boolean isRetry(DatagramPacket packet) {
        return (packet.getData()[0] & 0xf0) == 0xf0;
    }

    /** Looks like a client's first packet (RFC 9000 §17.2.2) up to its encryption. */
    private static byte[] initialPacket(Random random) {
        byte[] packet = new byte[1200];
        random.nextBytes(packet);
        ByteBuf header = Unpooled.wrappedBuffer(packet).clear();
        header.writeByte(0xc3).writeInt(1);
        header.writeByte(16).writerIndex(header.writerIndex() + 16);
        header.writeByte(16).writerIndex(header.writerIndex() + 16);
        int lengthAt = header.writeByte(0).writerIndex();
        header.writeShort(0x4000 | (packet.length - lengthAt - 2));
        return packet;
    }

    private void assertEcho(PeerConnection connection) throws Exception {
        StreamTap stream = open(connection);
        stream.send(Unpooled.wrappedBuffer(new byte[7]));
        await(() -> stream.received() == 7);
    }

    private StreamTap open(PeerConnection connection) {
        var tap = new StreamTap();
        await(connection.openStream(StreamPriority.BULK, tap).toCompletableFuture()::isDone);
        return tap;
    }

    private QuicTransport bind(NodeKey key, @Nullable PeerAcceptor acceptor) throws Exception {
        return bind(
                QuicTransportConfig.of(loopback(), key).withTimeouts(Duration.ofSeconds(15), Duration.ofSeconds(15)),
                acceptor);
    }

    private QuicTransport bind(QuicTransportConfig config, @Nullable PeerAcceptor acceptor) throws Exception {
        return keep(QuicTransport.bind(keep(NodeEventLoop.open("test")).loop(), config, acceptor));
    }

    private QuicTransport bind(IoHandlerFactory io, NodeKey key, @Nullable PeerAcceptor acceptor) throws Exception {
        NodeEventLoop loop = keep(NodeEventLoop.open("test", io));
        return keep(QuicTransport.bind(loop.loop(), QuicTransportConfig.of(loopback(), key), acceptor));
    }

    private QuicTransport bind(String protocol, int freeHandshakes) throws Exception {
        NodeEventLoop loop = keep(NodeEventLoop.open("test"));
        return keep(QuicTransport.bind(
                loop.loop(), QuicTransportConfig.of(loopback(), serverKey), server, protocol, freeHandshakes));
    }

    private <T extends AutoCloseable> T keep(T resource) {
        resources.add(resource);
        return resource;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private PeerConnection dial(PeerTransport transport, InetSocketAddress address) throws Exception {
        return dial(transport, serverKey.id(), address, client);
    }

    private static PeerConnection dial(
            PeerTransport transport, NodeId expected, InetSocketAddress address, PeerHandler handler) throws Exception {
        return transport
                .dial(expected, address, handler)
                .toCompletableFuture()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ConnectException failureOf(PeerTransport transport, NodeId expected, InetSocketAddress address)
            throws Exception {
        try {
            dial(transport, expected, address, new Peer());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException failure) {
                return failure;
            }
            throw e;
        }
        throw new AssertionError("the dial succeeded");
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(condition::getAsBoolean);
    }

    /** Writes while the stream is writable, and measures what was written and not yet taken. */
    private static final class Pump extends ChannelInboundHandlerAdapter {
        private static final int CHUNK_BYTES = 64 << 10;

        private final AtomicLong mostWaiting = new AtomicLong();
        private long left;
        private long waiting;
        private boolean pumping;

        Pump(long bytes) {
            left = bytes;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            pump(ctx.channel());
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            pump(ctx.channel());
        }

        private void pump(Channel channel) {
            if (pumping) {
                return;
            }
            pumping = true;
            while (channel.isWritable() && left > 0) {
                left -= CHUNK_BYTES;
                waiting += CHUNK_BYTES;
                mostWaiting.accumulateAndGet(waiting, Math::max);
                channel.writeAndFlush(
                                PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(CHUNK_BYTES))
                        .addListener(taken -> waiting -= CHUNK_BYTES);
            }
            pumping = false;
        }
    }
}
