package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.ConnectionIds;
import dev.usbshare.path.PathHandler;
import dev.usbshare.path.PathListener;
import dev.usbshare.path.PathSettings;
import dev.usbshare.path.PeerPaths;
import dev.usbshare.quic.ConnectException.Reason;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.WireLimits;
import dev.usbshare.wire.WireProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslEngine;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@link PeerTransport} on Netty QUIC: one UDP socket that dials and, where it has an acceptor, accepts.
 *
 * <p>Every connection is TLS 1.3 with an Ed25519 certificate on both sides, ALPN {@value #PROTOCOL}.
 */
public final class QuicTransport implements PeerTransport {

    public static final String PROTOCOL = WireProtocol.ALPN;

    private static final AttributeKey<Dialling> DIALLING = AttributeKey.valueOf(QuicTransport.class, "dialling");

    /** Passes every path that carries QUIC at all (RFC 9000 §14) with room for a tunnel's headers. */
    private static final int SEND_BYTES = 1350;

    private static final int RECEIVE_BYTES = 65527;
    private static final long MIN_CONNECTION_WINDOW_BYTES = 32L << 20;
    private static final int CLOSE_SECONDS = 3;

    private final EventLoop loop;
    private final QuicTransportConfig config;
    private final Channel socket;
    private final InetSocketAddress localAddress;
    private final ConnectionIds ids = new ConnectionIds();
    private final PathHandler paths;
    private final PeerTls tls;
    private final UdpSocket udp;
    private final AckDelay ackDelay;
    private final QuicStreams streams;
    private final Set<QuicPeerConnection> connections = new LinkedHashSet<>();
    private final Set<Dialling> diallings = new LinkedHashSet<>();
    private boolean closed;

    private QuicTransport(
            EventLoop loop,
            QuicTransportConfig config,
            PathSettings pathSettings,
            PathListener pathListener,
            @Nullable PeerAcceptor acceptor,
            String protocol,
            int freeHandshakes)
            throws BindFailedException {
        this.loop = loop;
        this.config = config;
        this.paths = new PathHandler(ids, pathSettings, pathListener);
        this.tls = new PeerTls(config.key(), protocol);
        this.ackDelay = new AckDelay(config.ackDelay());
        this.streams = new QuicStreams(ackDelay);
        this.udp = new UdpSocket(loop, config.gsoSegments());
        this.socket = udp.bind(config.bindAddress(), new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(paths, ackDelay);
                new RoleDemultiplexer(ids)
                        .install(channel.pipeline(), serverCodec(acceptor, freeHandshakes), clientCodec());
            }
        });
        this.localAddress = (InetSocketAddress) socket.localAddress();
    }

    /** As {@link #bind(EventLoop, QuicTransportConfig, PathSettings, PathListener, PeerAcceptor)}, with addresses only. */
    public static QuicTransport bind(EventLoop loop, QuicTransportConfig config, @Nullable PeerAcceptor acceptor)
            throws BindFailedException {
        return bind(loop, config, PathSettings.plain(), PathListener.NONE, acceptor);
    }

    /**
     * Opens the UDP port. Blocks; not for the event loop.
     *
     * @param acceptor null: nobody can dial this transport
     */
    public static QuicTransport bind(
            EventLoop loop,
            QuicTransportConfig config,
            PathSettings paths,
            PathListener listener,
            @Nullable PeerAcceptor acceptor)
            throws BindFailedException {
        return new QuicTransport(loop, config, paths, listener, acceptor, PROTOCOL, AddressValidation.FREE_HANDSHAKES);
    }

    /** As {@link #bind(EventLoop, QuicTransportConfig, PeerAcceptor)}, speaking another application protocol, or asking for tokens earlier. */
    static QuicTransport bind(
            EventLoop loop,
            QuicTransportConfig config,
            @Nullable PeerAcceptor acceptor,
            String protocol,
            int freeHandshakes)
            throws BindFailedException {
        return new QuicTransport(
                loop, config, PathSettings.plain(), PathListener.NONE, acceptor, protocol, freeHandshakes);
    }

    @Override
    public EventExecutor executor() {
        return loop;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public CompletionStage<PeerConnection> dial(NodeId expected, NodeAddresses addresses, PeerHandler handler) {
        var dialling = new Dialling(expected, addresses, handler);
        loop.execute(() -> dialNow(dialling));
        return dialling.result;
    }

    @Override
    public void found(NodeId peer, NodeAddresses addresses) {
        loop.execute(() -> {
            for (Dialling dialling : diallings) {
                if (dialling.expected.equals(peer) && dialling.paths != null) {
                    dialling.addresses = dialling.addresses.and(addresses);
                    paths.add(dialling.paths, addresses, peer);
                }
            }
        });
    }

    private void dialNow(Dialling dialling) {
        if (closed) {
            dialling.result.completeExceptionally(
                    new ConnectException(Reason.CLOSED, "this node is stopping; not dialling " + dialling.where()));
            return;
        }
        PeerPaths ways = paths.dial(dialling.expected, dialling.addresses);
        dialling.paths = ways;
        diallings.add(dialling);
        var events = new DialledEvents(streams, connections, dialling);
        var bootstrap = QuicChannel.newBootstrap(socket)
                .localConnectionAddress(new QuicConnectionAddress(paths.connectionId(ways)))
                .localAddress(PathHandler.localAddress())
                .remoteAddress(ways.address())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        config.dialTimeout().toMillis())
                .attr(DIALLING, dialling)
                .handler(events)
                .streamHandler(ConnectionEvents.peerStreams());
        udp.segmentation(bootstrap::option);
        bootstrap.connect().addListener((Future<QuicChannel> connected) -> {
            diallings.remove(dialling);
            if (connected.isSuccess()) {
                connected.getNow().closeFuture().addListener(ended -> loop.execute(() -> paths.forget(ways)));
            } else {
                loop.execute(() -> paths.forget(ways));
                failed(dialling, events.failureOf(connected.cause(), config.dialTimeout()), ways.remoteAddress());
            }
        });
    }

    /** Somebody else may have the address that a peer had once, and answer before the peer does elsewhere: it is left out then. */
    private void failed(Dialling dialling, ConnectException failure, SocketAddress from) {
        boolean another = failure.reason() == Reason.WRONG_NODE || failure.reason() == Reason.PROTOCOL;
        if (another && !closed && from instanceof InetSocketAddress address) {
            NodeAddresses others = dialling.addresses.without(address);
            if (!others.isEmpty() && !others.equals(dialling.addresses)) {
                dialling.addresses = others;
                dialling.presented = null;
                dialNow(dialling);
                return;
            }
        }
        dialling.result.completeExceptionally(failure);
    }

    private ChannelHandler clientCodec() {
        return common(new QuicClientCodecBuilder())
                .sslEngineProvider(this::engineFor)
                .build();
    }

    private QuicSslEngine engineFor(QuicChannel channel) {
        QuicSslEngine engine = tls.dialling.newEngine(channel.alloc());
        tls.trust.expect(engine, channel.attr(DIALLING).get());
        channel.closeFuture().addListener(closing -> tls.trust.forget(engine));
        return engine;
    }

    private ChannelHandler serverCodec(@Nullable PeerAcceptor acceptor, int freeHandshakes) {
        if (acceptor == null) {
            return new DatagramSink();
        }
        var validation = new AddressValidation(System::currentTimeMillis, paths::origin, freeHandshakes);
        var builder = common(new QuicServerCodecBuilder())
                .sslContext(tls.accepting)
                .tokenHandler(validation)
                .connectionIdAddressGenerator(ids)
                .handler(new ChannelInitializer<QuicChannel>() {
                    @Override
                    public boolean isSharable() {
                        return true;
                    }

                    @Override
                    protected void initChannel(QuicChannel channel) {
                        channel.pipeline()
                                .addLast(new AcceptedEvents(
                                        streams,
                                        connections,
                                        acceptor,
                                        paths,
                                        validation,
                                        config.dialTimeout().toMillis()));
                    }
                })
                .streamHandler(ConnectionEvents.peerStreams());
        udp.segmentation(builder::option);
        return builder.build();
    }

    private <B extends QuicCodecBuilder<B>> B common(B builder) {
        long window = config.streamWindowBytes();
        return builder.maxIdleTimeout(config.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .initialMaxData(Math.max(2 * window, MIN_CONNECTION_WINDOW_BYTES))
                .initialMaxStreamDataBidirectionalLocal(window)
                .initialMaxStreamDataBidirectionalRemote(window)
                .initialMaxStreamsBidirectional(WireLimits.MAX_STREAMS)
                .initialMaxStreamsUnidirectional(0)
                .maxSendUdpPayloadSize(SEND_BYTES)
                .maxRecvUdpPayloadSize(RECEIVE_BYTES)
                .congestionControlAlgorithm(config.congestionControl())
                .activeMigration(true);
    }

    /** Where this node's peers may find it, and what it finds on its way; any thread may ask. */
    public PathHandler paths() {
        return paths;
    }

    @Override
    public void close() {
        var done = new CountDownLatch(1);
        loop.execute(() -> closeNow(done));
        if (!loop.inEventLoop()) {
            try {
                done.await(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void closeNow(CountDownLatch done) {
        closed = true;
        for (QuicPeerConnection connection : List.copyOf(connections)) {
            connection.close(CloseCode.SHUTTING_DOWN, "");
        }
        // Behind the events that the closes have just queued.
        loop.execute(() -> socket.close().addListener(ended -> loop.execute(done::countDown)));
    }
}
