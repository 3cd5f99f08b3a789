package dev.usbshare.quic;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.nat.StunMessage;
import dev.usbshare.path.Directness;
import dev.usbshare.path.PathKind;
import dev.usbshare.path.PathListener;
import dev.usbshare.path.PathSettings;
import dev.usbshare.path.PathSignal;
import dev.usbshare.path.RelayAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real QUIC over real sockets, and a relay within the test. */
class PathsOverQuicTest {

    private static final int BYTES = 4 << 20;
    private static final int CHUNK = 1 << 16;

    private final RelayHub hub = new RelayHub();
    private final NodeEventLoop clientLoop = NodeEventLoop.open("test-client");
    private final NodeEventLoop serverLoop = NodeEventLoop.open("test-server");
    private final NodeKey clientKey = NodeKey.generate();
    private final NodeKey serverKey = NodeKey.generate();
    private final Peer client = new Peer();
    private final Peer server = new Peer();
    private final BlockingQueue<PathKind> switches = new LinkedBlockingQueue<>();
    private List<AddressHint> stunServers = List.of();
    private @Nullable QuicTransport dialling;
    private @Nullable QuicTransport listening;

    @AfterEach
    void close() {
        if (dialling != null) {
            dialling.close();
        }
        if (listening != null) {
            listening.close();
        }
        clientLoop.close();
        serverLoop.close();
    }

    @Test
    void relayOnly_carriesData_andSaysWhoIsThere() throws Exception {
        PeerConnection connection = connect(false);

        assertThat(echo(connection)).isEqualTo(BYTES);

        assertThat(connection.paths()).singleElement().satisfies(path -> {
            assertThat(path.kind()).isEqualTo(PathKind.RELAY);
            assertThat(path.active()).isTrue();
        });
        assertThat(server.connection().remoteAddress()).isInstanceOf(RelayAddress.class);
        assertThat(server.connection().peer()).isEqualTo(clientKey.id());
    }

    @Test
    void relayed_becomesDirect_whileDataFlows_andStaysOneConnection() throws Exception {
        PeerConnection connection = connect(true);
        open(connection);

        assertThat(echo(connection)).isEqualTo(BYTES);
        assertThat(switches.poll(10, SECONDS)).isEqualTo(PathKind.LAN);
        hub.up = false;
        assertThat(echo(connection)).isEqualTo(BYTES);

        assertThat(connection.paths().getFirst().kind()).isEqualTo(PathKind.LAN);
        assertThat(client.closes).isEmpty();
        assertThat(server.closes).isEmpty();
    }

    @Test
    void relayOnlyNodes_neverTellAnAddress() throws Exception {
        PeerConnection connection = connect(false);
        open(connection);

        assertThat(echo(connection)).isEqualTo(BYTES);

        assertThat(connection.paths()).allMatch(path -> path.kind() == PathKind.RELAY);
        await().until(() -> connection.directness().reason() == Directness.Reason.TURNED_OFF);
    }

    @Test
    void serversOfStun_areAsked_andWhatTheySayIsToldToThePeer() throws Exception {
        var seen = new InetSocketAddress("203.0.113.5", 4242);
        try (var stun = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread.ofVirtual().start(() -> answer(stun, seen));
            stunServers = List.of(new AddressHint("127.0.0.1", stun.getLocalPort()));
            PeerConnection connection = connect(true);

            open(connection);

            await().until(() -> server.connection().paths().stream()
                    .anyMatch(path -> path.target().equals("203.0.113.5:4242")));
        }
    }

    /** As a server on the Internet would, until the socket is closed. */
    private static void answer(DatagramSocket socket, InetSocketAddress seen) {
        byte[] buffer = new byte[1_500];
        try {
            while (true) {
                var request = new DatagramPacket(buffer, buffer.length);
                socket.receive(request);
                StunMessage asked = StunMessage.parse(Unpooled.wrappedBuffer(buffer, 0, request.getLength()));
                ByteBuf answer = StunMessage.success(
                                Objects.requireNonNull(asked).transaction(), seen)
                        .encode(UnpooledByteBufAllocator.DEFAULT);
                byte[] bytes = ByteBufUtil.getBytes(answer);
                answer.release();
                socket.send(new DatagramPacket(bytes, bytes.length, request.getSocketAddress()));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private PeerConnection connect(boolean addresses) throws Exception {
        QuicTransport there = bind(serverLoop, serverKey, addresses, server);
        listening = there;
        QuicTransport here = bind(clientLoop, clientKey, addresses, null);
        dialling = here;
        server.echo = true;
        PeerConnection connection = here.dial(
                        serverKey.id(), new NodeAddresses(List.of(), List.of(RelayHub.URL)), client)
                .toCompletableFuture()
                .get(10, SECONDS);
        await().until(server::hasConnection);
        return connection;
    }

    private QuicTransport bind(NodeEventLoop loop, NodeKey key, boolean addresses, @Nullable PeerAcceptor acceptor)
            throws BindFailedException {
        var settings = new PathSettings(
                addresses,
                listener -> hub.join(key.id(), loop.loop(), listener),
                stunServers,
                PathSettings.IN_BACKGROUND,
                () -> List.of(InetAddress.getLoopbackAddress()),
                Clock.systemUTC());
        PathListener listener = new PathListener() {
            @Override
            public void switched(PathKind from, PathKind to) {
                if (acceptor == null) {
                    switches.add(to);
                }
            }

            @Override
            public void ownAddressesChanged(NodeAddresses own) {}
        };
        return QuicTransport.bind(
                loop.loop(),
                QuicTransportConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), key),
                settings,
                listener,
                acceptor);
    }

    /** As sessions do it, without a wire in between. */
    private void open(PeerConnection here) {
        PeerConnection there = server.connection();
        there.executor().execute(() -> there.openPaths(signal -> tell(here, signal)));
        here.executor().execute(() -> here.openPaths(signal -> tell(there, signal)));
    }

    private static void tell(PeerConnection whom, PathSignal signal) {
        whom.executor().execute(() -> whom.onPathSignal(signal));
    }

    /** How many bytes came back. */
    private static long echo(PeerConnection connection) throws Exception {
        var tap = new StreamTap();
        connection.openStream(StreamPriority.BULK, tap).toCompletableFuture().get(10, SECONDS);
        for (int sent = 0; sent < BYTES; sent += CHUNK) {
            tap.send(Unpooled.wrappedBuffer(new byte[CHUNK]));
        }
        await().atMost(60, SECONDS).until(() -> tap.received() == BYTES);
        return tap.received();
    }
}
