package dev.usbshare.server.relay;

import dev.usbshare.relay.RelayFrame.Restarting;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running relay: its TCP port, and its UDP port for STUN.
 *
 * <p><b>Confinement</b>: thread-safe; all of its state is the event loop's, on which no method may be called.
 */
public final class RelayServer implements AutoCloseable {

    private static final Duration TLS_CHECK = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(RelayServer.class);
    private static final int MAX_PORT = 65_535;
    private static final int BACKLOG = 1024;
    private static final int TLS_THREADS = 2;

    /** Clients of a relay that restarts come back at moments spread over this. */
    private static final long RECONNECT_SPREAD_MILLIS = 300;

    private static final Duration RESTART_TRY_FOR = Duration.ofSeconds(60);

    private final RelayContext relay;
    private final @Nullable TlsReload tls;
    private final ExecutorService tlsTasks = Executors.newFixedThreadPool(
            TLS_THREADS, Thread.ofPlatform().daemon().name("usb-share-tls-", 0).factory());
    private final RelayPipeline pipeline;
    private volatile @Nullable Channel http;
    private volatile @Nullable Channel stun;
    private volatile @Nullable Channel secondStun;
    private @Nullable Future<?> tlsChecks;

    private RelayServer(RelayContext relay) throws TlsFilesException {
        this.relay = relay;
        TlsFiles files = relay.setup().tls();
        this.tls = files == null ? null : new TlsReload(files);
        this.pipeline = new RelayPipeline(relay, tls, tlsTasks);
    }

    /**
     * Opens it. Blocks.
     *
     * @param random cryptographically strong
     * @param records what is known so far; the relay's from here on
     * @throws TlsFilesException if the certificate cannot be used
     * @throws PortException if a port cannot be opened
     */
    public static RelayServer open(
            EventLoop loop, RelaySetup setup, RecordStore records, Clock clock, RandomGenerator random)
            throws TlsFilesException, PortException {
        var server = new RelayServer(RelayContext.of(loop, clock, random, setup, records));
        try {
            server.bind(setup);
        } catch (PortException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void bind(RelaySetup setup) throws PortException {
        EventLoop loop = relay.loop();
        boolean epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(pipeline)
                .bind(setup.address())
                .awaitUninterruptibly();
        http = opened(bound, "TCP", setup.address());
        if (setup.stun() != null) {
            Bootstrap udp = new Bootstrap()
                    .group(loop)
                    .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                    .handler(new StunResponder(relay));
            stun = opened(udp.bind(setup.stun()).awaitUninterruptibly(), "UDP", setup.stun());
            secondStun = bindSecond(udp, setup.stun());
        }
        if (tls != null) {
            tlsChecks = loop.scheduleAtFixedRate(
                    () -> tlsTasks.execute(tls::check), TLS_CHECK.toSeconds(), TLS_CHECK.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /**
     * The next port answers, too: a node that is seen at another port from there is behind a NAT that does so to each destination. Nodes get along
     * without, so a port that is taken by others is no reason to give up.
     */
    private static @Nullable Channel bindSecond(Bootstrap udp, InetSocketAddress first) {
        int port = first.getPort() == 0 ? 0 : first.getPort() % MAX_PORT + 1;
        var second = new InetSocketAddress(first.getAddress(), port);
        ChannelFuture bound = udp.bind(second).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            LOG.atWarn()
                    .addKeyValue("port", second.getPort())
                    .addKeyValue("error", String.valueOf(bound.cause().getMessage()))
                    .log("STUN is answered at one port only; nodes cannot tell which kind of NAT they are behind");
            return null;
        }
        return bound.channel();
    }

    private static Channel opened(ChannelFuture bound, String protocol, InetSocketAddress address)
            throws PortException {
        if (!bound.isSuccess()) {
            throw PortException.of(protocol, address, bound.cause());
        }
        return bound.channel();
    }

    /** Where it really listens. */
    public InetSocketAddress address() {
        return localAddress(http).orElseThrow();
    }

    /** Where it answers STUN. */
    public Optional<InetSocketAddress> stunAddress() {
        return localAddress(stun);
    }

    /** Where it answers STUN as well; empty if that port was not to be had. */
    Optional<InetSocketAddress> secondStunAddress() {
        return localAddress(secondStun);
    }

    private static Optional<InetSocketAddress> localAddress(@Nullable Channel channel) {
        return Optional.ofNullable(channel).map(open -> (InetSocketAddress) open.localAddress());
    }

    /** Whether its ports are open. */
    public boolean isOpen() {
        Channel tcp = http;
        Channel udp = stun;
        return tcp != null && tcp.isOpen() && (udp == null || udp.isOpen());
    }

    /** How many nodes are connected. */
    public int clients() {
        return relay.clients().size();
    }

    /** Bytes that wait for clients. */
    public long waitingBytes() {
        return relay.budget().waiting();
    }

    public RelayCounts counts() {
        return relay.counts();
    }

    /** When the certificate in use does; empty without TLS. */
    public Optional<Instant> certificateExpires() {
        return Optional.ofNullable(tls).map(TlsReload::expires);
    }

    /**
     * Changes what can be changed while it runs: who may come in, at once for those that are in, and the limits of new connections. The bytes
     * a second count for all.
     */
    public void change(AccessPolicy access, RelayLimits limits) {
        relay.loop().execute(() -> {
            relay.rules().change(access, limits);
            for (RelayClient client : relay.clients().all()) {
                client.changed(access, limits);
            }
        });
    }

    /** Tells its clients that it restarts, and closes. Bounded in time. */
    @Override
    public void close() {
        long patience = 2 * RelayLimits.GOODBYE.toMillis();
        relay.loop().submit(this::sayGoodbye).awaitUninterruptibly(patience);
        pipeline.open().newCloseFuture().awaitUninterruptibly(patience);
        pipeline.open().close().awaitUninterruptibly(patience);
        tlsTasks.shutdownNow();
    }

    private void sayGoodbye() {
        if (tlsChecks != null) {
            tlsChecks.cancel(false);
        }
        close(http);
        close(stun);
        close(secondStun);
        List<RelayClient> all = relay.clients().all();
        for (RelayClient client : all) {
            long reconnect = relay.random().nextLong(RECONNECT_SPREAD_MILLIS);
            client.tell(new Restarting(Duration.ofMillis(reconnect), RESTART_TRY_FOR));
            client.close(WebSocketCloseStatus.SERVICE_RESTART);
        }
        pipeline.open().stream()
                .filter(channel -> channel.pipeline().get(RelayClient.class) == null)
                .forEach(RelayServer::close);
    }

    private static void close(@Nullable Channel channel) {
        if (channel != null) {
            channel.close();
        }
    }
}
