package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.ConnectException.Reason;
import dev.usbshare.wire.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuicTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final NodeKey serverKey = NodeKey.generate();
    private final NodeKey clientKey = NodeKey.generate();

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
    void dial_bothSidesLearnWhoThePeerIs(IoHandlerFactory io) throws Exception {
        var server = new RecordingPeer();
        QuicTransport listening = bind(io, serverKey, server);
        QuicTransport dialling = bind(io, clientKey, null);

        PeerConnection toServer = dial(dialling, serverKey.id(), listening.localAddress(), new RecordingPeer());
        PeerConnection toClient = server.awaitAccepted();

        assertThat(toServer.peer()).isEqualTo(serverKey.id());
        assertThat(toClient.peer()).isEqualTo(clientKey.id());
        assertThat(toServer.remoteAddress()).isEqualTo(listening.localAddress());
        assertThat(toClient.remoteAddress()).isEqualTo(dialling.localAddress());
        assertThat(toServer.executor()).isSameAs(dialling.executor());
    }

    @Test
    void dial_twoNodesThatListen_eachOverItsOwnSocket() throws Exception {
        var first = new RecordingPeer(Echo::new);
        var second = new RecordingPeer(Echo::new);
        QuicTransport one = bind(serverKey, first);
        QuicTransport other = bind(clientKey, second);

        PeerConnection there = dial(one, clientKey.id(), other.localAddress(), new RecordingPeer());
        PeerConnection back = dial(other, serverKey.id(), one.localAddress(), new RecordingPeer());

        assertThat(second.awaitAccepted().remoteAddress()).isEqualTo(one.localAddress());
        assertThat(first.awaitAccepted().remoteAddress()).isEqualTo(other.localAddress());
        assertThat(echo(there, "there")).isEqualTo("there");
        assertThat(echo(back, "back")).isEqualTo("back");
    }

    @Test
    void dial_anotherNodeAnswers_namesBoth() throws Exception {
        var server = new RecordingPeer();
        QuicTransport listening = bind(serverKey, server);
        QuicTransport dialling = bind(clientKey, null);
        NodeId expected = NodeKey.generate().id();
        var client = new RecordingPeer();

        assertThat(failureOf(dialling, expected, listening.localAddress(), client))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_NODE))
                .hasMessageContaining(expected.toShortString())
                .hasMessageContaining(serverKey.id().toShortString())
                .hasMessageContaining(String.valueOf(listening.localAddress().getPort()));
        assertThat(client.hasMoreCloses()).isFalse();
    }

    @Test
    void dial_anotherProtocol_saysSo() throws Exception {
        QuicTransport listening = bindSpeaking("other/1", serverKey, new RecordingPeer());
        QuicTransport dialling = bind(clientKey, null);

        assertThat(failureOf(dialling, serverKey.id(), listening.localAddress(), new RecordingPeer()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
                .hasMessageContaining("usb-share/1");
    }

    @Test
    void dial_nobodyThere_isUnreachableAfterTheTimeout() throws Exception {
        QuicTransport dialling = bind(
                QuicTransportConfig.of(loopback(0), clientKey)
                        .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200)),
                null);
        try (var silent = new DatagramSocket(loopback(0))) {
            var address = (InetSocketAddress) silent.getLocalSocketAddress();

            assertThat(failureOf(dialling, serverKey.id(), address, new RecordingPeer()))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                    .hasMessageContaining(String.valueOf(address.getPort()))
                    .hasMessageContaining("200 ms");
        }
    }

    @Test
    void dial_unknownHost_isUnreachable() throws Exception {
        QuicTransport dialling = bind(clientKey, null);

        assertThat(failureOf(
                        dialling,
                        serverKey.id(),
                        InetSocketAddress.createUnresolved("no.such.host", 1),
                        new RecordingPeer()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessageContaining("no.such.host");
    }

    @Test
    void dial_aTransportThatOnlyDials_isUnreachable() throws Exception {
        QuicTransport deaf = bind(serverKey, null);
        QuicTransport dialling = bind(
                QuicTransportConfig.of(loopback(0), clientKey)
                        .withTimeouts(Duration.ofSeconds(1), Duration.ofMillis(200)),
                null);

        assertThat(failureOf(dialling, serverKey.id(), deaf.localAddress(), new RecordingPeer())
                        .reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void dial_closedTransport_fails() throws Exception {
        QuicTransport dialling = bind(clientKey, null);
        dialling.close();

        assertThat(failureOf(dialling, serverKey.id(), loopback(1), new RecordingPeer())
                        .reason())
                .isEqualTo(Reason.CLOSED);
    }

    @Test
    void bind_portInUse_namesIt() throws Exception {
        QuicTransport first = bind(serverKey, new RecordingPeer());
        NodeEventLoop loop = keep(NodeEventLoop.open("second"));

        assertThatExceptionOfType(BindFailedException.class)
                .isThrownBy(() ->
                        QuicTransport.bind(loop.loop(), QuicTransportConfig.of(first.localAddress(), clientKey), null))
                .withMessageContaining("UDP port " + first.localAddress().getPort() + " is in use on 127.0.0.1");
    }

    @Test
    void refusal_whileAccepting_reachesTheDialler() throws Exception {
        var server = RecordingPeer.refusing(CloseCode.PEER_NOT_APPROVED, "ask the owner");
        QuicTransport listening = bind(serverKey, server);
        QuicTransport dialling = bind(clientKey, null);
        var client = new RecordingPeer();

        dial(dialling, serverKey.id(), listening.localAddress(), client);

        assertThat(client.awaitClosed())
                .isEqualTo(new CloseReason.ByPeer(CloseCode.PEER_NOT_APPROVED, "ask the owner"));
        assertThat(server.awaitClosed()).isEqualTo(new CloseReason.ByUs(CloseCode.PEER_NOT_APPROVED, "ask the owner"));
    }

    @Test
    void close_byEitherSide_tellsBothOnce() throws Exception {
        var server = new RecordingPeer();
        var client = new RecordingPeer();
        QuicTransport listening = bind(serverKey, server);
        QuicTransport dialling = bind(clientKey, null);

        PeerConnection first = dial(dialling, serverKey.id(), listening.localAddress(), client);
        first.close(CloseCode.REPLACED, "newer one");
        first.close(CloseCode.INTERNAL, "too late");

        assertThat(client.awaitClosed()).isEqualTo(new CloseReason.ByUs(CloseCode.REPLACED, "newer one"));
        assertThat(server.awaitClosed()).isEqualTo(new CloseReason.ByPeer(CloseCode.REPLACED, "newer one"));

        dial(dialling, serverKey.id(), listening.localAddress(), client);
        server.awaitAccepted();
        server.awaitAccepted().close(CloseCode.MALFORMED, "ünreadable");

        assertThat(server.awaitClosed()).isEqualTo(new CloseReason.ByUs(CloseCode.MALFORMED, "ünreadable"));
        assertThat(client.awaitClosed()).isEqualTo(new CloseReason.ByPeer(CloseCode.MALFORMED, "ünreadable"));

        listening.close();
        dialling.close();
        assertThat(server.hasMoreCloses()).isFalse();
        assertThat(client.hasMoreCloses()).isFalse();
    }

    @Test
    void close_hostileText_isCleanedAndCut() throws Exception {
        var server = RecordingPeer.refusing(CloseCode.OK, "\u001b[2J\u202e" + "é".repeat(500));
        var client = new RecordingPeer();

        dial(bind(clientKey, null), serverKey.id(), bind(serverKey, server).localAddress(), client);

        assertThat(client.awaitClosed())
                .isEqualTo(new CloseReason.ByPeer(CloseCode.OK, "?[2J?" + "é".repeat((200 - 7) / 2)));
    }

    @Test
    void close_ofTheTransport_tellsThePeersItIsStopping() throws Exception {
        var server = new RecordingPeer();
        var client = new RecordingPeer();
        QuicTransport listening = bind(serverKey, server);
        dial(bind(clientKey, null), serverKey.id(), listening.localAddress(), client);
        server.awaitAccepted();

        listening.close();

        assertThat(client.awaitClosed()).isEqualTo(new CloseReason.ByPeer(CloseCode.SHUTTING_DOWN, ""));
        assertThat(server.awaitClosed()).isEqualTo(new CloseReason.ByUs(CloseCode.SHUTTING_DOWN, ""));
    }

    @Test
    void silence_beyondTheIdleTimeout_endsBothSides() throws Exception {
        var server = new RecordingPeer();
        var client = new RecordingPeer();
        QuicTransport listening = bind(serverKey, server);
        QuicTransport dialling = bind(
                QuicTransportConfig.of(loopback(0), clientKey)
                        .withTimeouts(Duration.ofMillis(500), Duration.ofMillis(500)),
                null);

        PeerConnection connection = dial(dialling, serverKey.id(), listening.localAddress(), client);

        assertThat(client.awaitClosed()).isEqualTo(new CloseReason.TimedOut());
        assertThat(server.awaitClosed()).isEqualTo(new CloseReason.TimedOut());
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> RecordingPeer.open(connection, StreamPriority.BULK, new Echo()));
    }

    @Test
    void openStream_everyPriority_carriesData() throws Exception {
        QuicTransport listening = bind(serverKey, new RecordingPeer(Echo::new));
        PeerConnection connection =
                dial(bind(clientKey, null), serverKey.id(), listening.localAddress(), new RecordingPeer());

        for (StreamPriority priority : StreamPriority.values()) {
            var answers = new Collector();
            Channel stream = RecordingPeer.open(connection, priority, answers);
            connection.prioritize(stream, StreamPriority.BULK);
            stream.writeAndFlush(Unpooled.copiedBuffer(priority.name(), StandardCharsets.UTF_8));

            assertThat(answers.awaitText(priority.name().length())).isEqualTo(priority.name());
        }
    }

    @Test
    void statistics_countPacketsAndTime() throws Exception {
        QuicTransport listening = bind(serverKey, new RecordingPeer(Echo::new));
        PeerConnection connection =
                dial(bind(clientKey, null), serverKey.id(), listening.localAddress(), new RecordingPeer());
        echo(connection, "hello");

        PathStatistics statistics =
                connection.statistics().toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(statistics.sentPackets()).isPositive();
        assertThat(statistics.receivedPackets()).isPositive();
        assertThat(statistics.roundTrip()).isBetween(Duration.ofNanos(1000), Duration.ofSeconds(5));
    }

    private static String echo(PeerConnection connection, String text) throws Exception {
        var answers = new Collector();
        Channel stream = RecordingPeer.open(connection, StreamPriority.CONTROL, answers);
        stream.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        return answers.awaitText(text.length());
    }

    private QuicTransport bind(NodeKey key, @Nullable PeerAcceptor acceptor) throws Exception {
        return bind(QuicTransportConfig.of(loopback(0), key), acceptor);
    }

    private QuicTransport bind(QuicTransportConfig config, @Nullable PeerAcceptor acceptor) throws Exception {
        return keep(QuicTransport.bind(keep(NodeEventLoop.open("test")).loop(), config, acceptor));
    }

    private QuicTransport bind(IoHandlerFactory io, NodeKey key, @Nullable PeerAcceptor acceptor) throws Exception {
        return keep(QuicTransport.bind(
                keep(NodeEventLoop.open("test", io)).loop(), QuicTransportConfig.of(loopback(0), key), acceptor));
    }

    private QuicTransport bindSpeaking(String protocol, NodeKey key, PeerAcceptor acceptor) throws Exception {
        return keep(QuicTransport.bind(
                keep(NodeEventLoop.open("test")).loop(), QuicTransportConfig.of(loopback(0), key), acceptor, protocol));
    }

    private <T extends AutoCloseable> T keep(T resource) {
        resources.add(resource);
        return resource;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static PeerConnection dial(
            PeerTransport transport, NodeId expected, InetSocketAddress address, PeerHandler handler) throws Exception {
        return transport
                .dial(expected, address, handler)
                .toCompletableFuture()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ConnectException failureOf(
            PeerTransport transport, NodeId expected, InetSocketAddress address, PeerHandler handler) throws Exception {
        try {
            dial(transport, expected, address, handler);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException failure) {
                return failure;
            }
            throw e;
        }
        throw new AssertionError("the dial succeeded");
    }

    /** Sends back what it reads. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ctx.write(msg);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }

    /** Keeps what it reads. */
    private static final class Collector extends ChannelInboundHandlerAdapter {
        private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ByteBuf data = (ByteBuf) msg;
            chunks.add(ByteBufUtil.getBytes(data));
            data.release();
        }

        String awaitText(int bytes) throws InterruptedException {
            var text = new StringBuilder();
            while (text.length() < bytes) {
                text.append(new String(RecordingPeer.await(chunks, "no data"), StandardCharsets.UTF_8));
            }
            return text.toString();
        }
    }
}
