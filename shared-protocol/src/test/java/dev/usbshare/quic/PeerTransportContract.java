package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.ConnectException.Reason;
import dev.usbshare.wire.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link PeerTransport} does, so that what passes on the double passes over QUIC. */
abstract class PeerTransportContract {

    private static final int MIB = 1 << 20;
    private static final List<StreamPriority> PRIORITIES = List.of(StreamPriority.values());

    final NodeKey serverKey = NodeKey.generate();
    final NodeKey clientKey = NodeKey.generate();
    final Peer server = new Peer();
    final Peer client = new Peer();

    abstract PeerTransport transport(NodeKey key, @Nullable PeerAcceptor acceptor) throws Exception;

    /** One that only dials, and soon gives up. */
    abstract PeerTransport impatientTransport(NodeKey key) throws Exception;

    /** An address where nobody answers. */
    abstract InetSocketAddress nowhere() throws Exception;

    /** Lets the transport work until the condition holds; fails the test if it never does. */
    abstract void await(BooleanSupplier condition) throws Exception;

    @Test
    void dial_bothSidesLearnWhoThePeerIs() throws Exception {
        PeerConnection connection = connect();

        assertThat(connection.peer()).isEqualTo(serverKey.id());
        assertThat(server.connection().peer()).isEqualTo(clientKey.id());
    }

    @Test
    void dial_anotherNodeAnswers_isWrongNode() throws Exception {
        PeerTransport listening = transport(serverKey, server);
        var dialled = transport(clientKey, null).dial(NodeKey.generate().id(), listening.localAddress(), client);

        assertThat(failureOf(dialled).reason()).isEqualTo(Reason.WRONG_NODE);
        assertThat(client.closes).isEmpty();
    }

    @Test
    void dial_nobodyAnswers_isUnreachable() throws Exception {
        var dialled = impatientTransport(clientKey).dial(serverKey.id(), nowhere(), client);

        assertThat(failureOf(dialled).reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void dial_nodeThatOnlyDials_isUnreachable() throws Exception {
        PeerTransport deaf = transport(serverKey, null);
        var dialled = impatientTransport(clientKey).dial(serverKey.id(), deaf.localAddress(), client);

        assertThat(failureOf(dialled).reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void dial_fromClosedTransport_isClosed() throws Exception {
        PeerTransport listening = transport(serverKey, server);
        PeerTransport dialling = transport(clientKey, null);
        dialling.close();

        assertThat(failureOf(dialling.dial(serverKey.id(), listening.localAddress(), client))
                        .reason())
                .isEqualTo(Reason.CLOSED);
    }

    @Test
    void close_byDialler_tellsBothOnce() throws Exception {
        PeerConnection connection = connect();

        connection.close(CloseCode.REPLACED, "newer öne");
        connection.close(CloseCode.INTERNAL, "too late");

        await(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(client.closes).containsExactly(new CloseReason.ByUs(CloseCode.REPLACED, "newer öne"));
        assertThat(server.closes).containsExactly(new CloseReason.ByPeer(CloseCode.REPLACED, "newer öne"));
    }

    @Test
    void close_byAcceptor_withoutText_tellsBothOnce() throws Exception {
        connect();

        server.connection().close(CloseCode.MALFORMED, "");

        await(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(client.closes).containsExactly(new CloseReason.ByPeer(CloseCode.MALFORMED, ""));
        assertThat(server.closes).containsExactly(new CloseReason.ByUs(CloseCode.MALFORMED, ""));
    }

    @Test
    void close_hostileText_isCleanedAndCut() throws Exception {
        connect();

        server.connection().close(CloseCode.OK, "\u001b[2J\u202e" + "é".repeat(500));

        await(() -> !client.closes.isEmpty());
        assertThat(client.closes)
                .containsExactly(new CloseReason.ByPeer(CloseCode.OK, "?[2J?" + "é".repeat((200 - 7) / 2)));
    }

    @Test
    void close_whileAccepting_reachesTheDialler() throws Exception {
        server.onAccept = connection -> connection.close(CloseCode.PEER_NOT_APPROVED, "ask the owner");

        connectOnly();

        await(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(client.closes).containsExactly(new CloseReason.ByPeer(CloseCode.PEER_NOT_APPROVED, "ask the owner"));
        assertThat(server.closes).containsExactly(new CloseReason.ByUs(CloseCode.PEER_NOT_APPROVED, "ask the owner"));
    }

    @Test
    void close_ofTheTransport_saysItIsStopping() throws Exception {
        PeerTransport listening = transport(serverKey, server);
        connect(listening);

        listening.close();

        await(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(client.closes).containsExactly(new CloseReason.ByPeer(CloseCode.SHUTTING_DOWN, ""));
        assertThat(server.closes).containsExactly(new CloseReason.ByUs(CloseCode.SHUTTING_DOWN, ""));
    }

    @Test
    void close_ofTheConnection_endsStreamsFirst_onBothSides() throws Exception {
        PeerConnection connection = connect();
        StreamTap here = open(connection);
        here.send(Unpooled.wrappedBuffer(new byte[1]));
        await(() -> server.streams.size() == 1 && server.streams.getFirst().received() == 1);

        connection.close(CloseCode.OK, "");

        await(() -> !client.closes.isEmpty() && !server.closes.isEmpty());
        assertThat(here.inactiveCount()).isEqualTo(1);
        assertThat(server.streams.getFirst().inactiveCount()).isEqualTo(1);
        assertThat(client.streamsOpenAtClose).isZero();
        assertThat(server.streamsOpenAtClose).isZero();
    }

    @Test
    void openStream_afterClose_fails() throws Exception {
        PeerConnection connection = connect();
        connection.close(CloseCode.OK, "");
        await(() -> !client.closes.isEmpty());

        var opening =
                connection.openStream(StreamPriority.BULK, new StreamTap()).toCompletableFuture();

        await(opening::isDone);
        assertThat(opening).isCompletedExceptionally();
    }

    @Test
    void stream_manyWrites_arriveInOrder_bothWays() throws Exception {
        server.echo = true;
        var random = new Random(7);
        byte[] expected = new byte[MIB];
        random.nextBytes(expected);
        StreamTap stream = open(connect());

        for (int at = 0; at < expected.length; ) {
            int bytes = Math.min(expected.length - at, 1 + random.nextInt(20_000));
            stream.write(Unpooled.copiedBuffer(expected, at, bytes));
            at += bytes;
            if (random.nextInt(3) == 0) {
                stream.flush();
            }
        }
        stream.flush();

        await(() -> stream.received() == MIB);
        assertThat(stream.bytes()).isEqualTo(expected);
    }

    @Test
    void stream_unflushedWrite_isNotSent() throws Exception {
        server.echo = true;
        PeerConnection connection = connect();
        StreamTap silent = open(connection);
        silent.write(Unpooled.wrappedBuffer(new byte[10]));
        StreamTap other = open(connection);
        other.send(Unpooled.wrappedBuffer(new byte[5]));
        await(() -> other.received() == 5);

        assertThat(server.streams).hasSize(1);

        silent.flush();
        await(() -> silent.received() == 10);
    }

    @Test
    void stream_manyAtOnce_carryTheirOwnBytes() throws Exception {
        server.echo = true;
        PeerConnection connection = connect();
        List<StreamTap> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            streams.add(open(connection, PRIORITIES.get(i % PRIORITIES.size())));
        }
        for (int i = 0; i < 200; i++) {
            streams.get(i).send(Unpooled.copiedBuffer(filled(1000 + i, (byte) i)));
        }

        await(() -> streams.stream().mapToLong(StreamTap::received).sum() == 200 * 1000 + 199 * 100);
        for (int i = 0; i < 200; i++) {
            assertThat(streams.get(i).bytes()).isEqualTo(filled(1000 + i, (byte) i));
        }
    }

    @Test
    void stream_openedWhileAccepting_byEitherSide_isNotLost() throws Exception {
        server.echo = true;
        client.echo = true;
        var fromServer = new StreamTap();
        server.onAccept = connection -> connection
                .openStream(StreamPriority.CONTROL, fromServer)
                .thenAccept(channel -> channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[3])));
        var fromClient = new StreamTap();
        connectOnly()
                .thenCompose(connection -> connection.openStream(StreamPriority.CONTROL, fromClient))
                .thenAccept(channel -> channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[4])));

        await(() -> fromServer.received() == 3 && fromClient.received() == 4);
    }

    @Test
    void stream_closedByItsOpener_deliversThenEndsBoth() throws Exception {
        StreamTap here = open(connect());
        here.write(Unpooled.copiedBuffer(filled(100_000, (byte) 1)));
        here.flush();

        here.close();

        await(() -> server.streams.size() == 1 && server.streams.getFirst().inactiveCount() == 1);
        assertThat(server.streams.getFirst().received()).isEqualTo(100_000);
        await(() -> here.inactiveCount() == 1);
        assertFailedWrite(here);
    }

    @Test
    void stream_closedByItsAcceptor_endsBoth() throws Exception {
        StreamTap here = open(connect());
        here.send(Unpooled.wrappedBuffer(new byte[1]));
        await(() -> server.streams.size() == 1 && server.streams.getFirst().received() == 1);

        StreamTap there = server.streams.getFirst();
        there.close();

        await(() -> here.inactiveCount() == 1 && there.inactiveCount() == 1);
        assertFailedWrite(here);
        assertFailedWrite(there);
    }

    @Test
    void stream_closedWhilePeerSends_dropsItAndLeavesTheConnectionUsable() throws Exception {
        PeerConnection connection = connect();
        // What was under way adds up to more than a connection's window: bytes that stayed charged would stop it.
        for (int i = 0; i < 400; i++) {
            StreamTap here = open(connection);
            here.send(Unpooled.wrappedBuffer(new byte[1]));
            int opened = i + 1;
            await(() ->
                    server.streams.size() == opened && server.streams.getLast().received() == 1);
            StreamTap there = server.streams.getLast();
            there.send(Unpooled.wrappedBuffer(new byte[MIB]));
            await(() -> here.received() > 0);

            here.close();

            await(() -> there.inactiveCount() == 1);
        }
        server.echo = true;
        StreamTap last = open(connection);
        last.send(Unpooled.wrappedBuffer(new byte[5]));
        await(() -> last.received() == 5);
    }

    @Test
    void streams_openedAndClosedOverAndOver_neverReachTheLimit() throws Exception {
        server.echo = true;
        PeerConnection connection = connect();
        for (int i = 0; i < 2200; i++) {
            StreamTap here = open(connection);
            here.send(Unpooled.wrappedBuffer(new byte[1]));
            await(() -> here.received() == 1);
            if (i % 2 == 0) {
                here.close();
            } else {
                server.streams.getLast().close();
            }
            await(() -> here.inactiveCount() == 1);
        }
        assertThat(server.closes).isEmpty();
    }

    @Test
    void stream_receiverDoesNotRead_makesTheSenderUnwritable_untilItReads() throws Exception {
        server.autoRead = false;
        StreamTap here = open(connect());
        byte[] data = filled(40 * MIB, (byte) 3);
        here.send(Unpooled.wrappedBuffer(data, 0, data.length));
        await(() -> !here.isWritable() && server.streams.size() == 1);

        server.streams.getFirst().setAutoRead(true);

        await(() -> server.streams.getFirst().received() == data.length);
        await(here::isWritable);
        await(() -> here.writabilityEvents() >= 2);
    }

    @Test
    void statistics_tellARoundTrip() throws Exception {
        server.echo = true;
        PeerConnection connection = connect();
        StreamTap stream = open(connection);
        stream.send(Unpooled.wrappedBuffer(new byte[1]));
        await(() -> stream.received() == 1);

        var statistics = connection.statistics().toCompletableFuture();

        await(statistics::isDone);
        assertThat(statistics.join().roundTrip()).isPositive();
        assertThat(statistics.join().sentPackets()).isPositive();
        assertThat(statistics.join().receivedPackets()).isPositive();
    }

    private void assertFailedWrite(StreamTap stream) throws Exception {
        ByteBuf data = Unpooled.buffer().writeByte(1);
        ChannelFuture write = stream.send(data);
        await(write::isDone);
        assertThat(write.isSuccess()).isFalse();
        assertThat(data.refCnt()).isZero();
    }

    final PeerConnection connect() throws Exception {
        return connect(transport(serverKey, server));
    }

    private PeerConnection connect(PeerTransport listening) throws Exception {
        var dialled = transport(clientKey, null)
                .dial(serverKey.id(), listening.localAddress(), client)
                .toCompletableFuture();
        await(() -> dialled.isDone() && server.hasConnection());
        return dialled.join();
    }

    private CompletionStage<PeerConnection> connectOnly() throws Exception {
        PeerTransport listening = transport(serverKey, server);
        return transport(clientKey, null).dial(serverKey.id(), listening.localAddress(), client);
    }

    final StreamTap open(PeerConnection connection) throws Exception {
        return open(connection, StreamPriority.BULK);
    }

    private StreamTap open(PeerConnection connection, StreamPriority priority) throws Exception {
        var tap = new StreamTap();
        var opening = connection.openStream(priority, tap).toCompletableFuture();
        await(opening::isDone);
        Channel channel = opening.join();
        connection.prioritize(channel, priority);
        return tap;
    }

    private ConnectException failureOf(CompletionStage<PeerConnection> dialled) throws Exception {
        var result = dialled.toCompletableFuture();
        await(result::isDone);
        var thrown = assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(result::join)
                .actual();
        assertThat(thrown.getCause()).isInstanceOf(ConnectException.class);
        return (ConnectException) thrown.getCause();
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }
}
