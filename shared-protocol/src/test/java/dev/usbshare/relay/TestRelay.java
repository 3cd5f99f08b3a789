package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayFrame.ClientAuth;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.FromClient;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import dev.usbshare.relay.RelayFrame.ServerConfirmsAuth;
import dev.usbshare.relay.RelayFrame.ServerDeniesAuth;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A relay on loopback that does as a test tells it. Forwards what it is not told to spoil. */
final class TestRelay implements AutoCloseable {

    private static final int BIND_ATTEMPTS = 100;

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("test-relay", true), NioIoHandler.newFactory());
    private final Map<NodeId, Channel> clients = new ConcurrentHashMap<>();
    private final Set<Channel> sockets = ConcurrentHashMap.newKeySet();
    private final @Nullable SslContext tls;
    private @Nullable Channel server;
    private int port;

    final AtomicInteger connections = new AtomicInteger();
    /** What nodes show to be let in. */
    final List<String> shown = new CopyOnWriteArrayList<>();

    volatile String answersWith = RelayVersion.V2.subprotocol();
    volatile @Nullable HttpResponseStatus refuses;
    volatile @Nullable String denies;
    volatile boolean silent;
    volatile int challenges = 1;
    /** Sent before anything else. */
    volatile @Nullable FromRelay greeting;

    /** What becomes of a datagram on its way: any frames, for its receiver. Takes the frame over. */
    volatile BiFunction<NodeId, Datagrams, FromRelay[]> forwards =
            (from, frame) -> new FromRelay[] {new Datagrams(from, frame.ecn(), frame.segmentBytes(), frame.content())};

    TestRelay() {
        this(null);
    }

    TestRelay(@Nullable SslContext tls) {
        this.tls = tls;
        open();
    }

    /** Opens the port again that it had before. */
    void open() {
        // NIO gives a closed socket's port back when its loop has gone round once more.
        ChannelFuture bound = bind().awaitUninterruptibly();
        for (int i = 0; i < BIND_ATTEMPTS && !bound.isSuccess(); i++) {
            group.submit(() -> {}).awaitUninterruptibly();
            bound = bind().awaitUninterruptibly();
        }
        Channel opened = bound.syncUninterruptibly().channel();
        server = opened;
        port = ((InetSocketAddress) opened.localAddress()).getPort();
    }

    private ChannelFuture bind() {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        sockets.add(channel);
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(8192), new Requests());
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                                ctx.close();
                            }
                        });
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", port));
    }

    /** As a machine does that is switched off: closes its port and all connections. */
    void shut() {
        if (server != null) {
            server.close().syncUninterruptibly();
        }
        sockets.forEach(socket -> socket.close().syncUninterruptibly());
        sockets.clear();
    }

    RelayUrl url() {
        return new RelayUrl((tls == null ? "http" : "https") + "://127.0.0.1:" + port);
    }

    boolean knows(NodeId node) {
        return clients.containsKey(node);
    }

    void send(NodeId to, FromRelay frame) {
        Channel channel = clients.get(to);
        if (channel == null) {
            throw new AssertionError("not connected: " + to);
        }
        channel.writeAndFlush(message(channel, frame));
    }

    /** Sends anything. */
    void sendRaw(NodeId to, byte[] bytes) {
        Channel channel = clients.get(to);
        if (channel == null) {
            throw new AssertionError("not connected: " + to);
        }
        channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }

    /** Sends WebSocket pings of the largest size. */
    void ping(NodeId node, int count) {
        Channel channel = clients.get(node);
        if (channel != null) {
            for (int i = 0; i < count; i++) {
                channel.write(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[125])));
            }
            channel.flush();
        }
    }

    /** Whether it reads what a node sends. */
    void read(NodeId from, boolean read) {
        Channel channel = clients.get(from);
        if (channel == null) {
            throw new AssertionError("not connected: " + from);
        }
        channel.config().setAutoRead(read);
    }

    private static BinaryWebSocketFrame message(Channel channel, FromRelay frame) {
        return new BinaryWebSocketFrame(RelayFrameCodec.encodeFromRelay(frame, channel.alloc()));
    }

    @Override
    public void close() {
        shut();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            HttpResponseStatus refusal = refuses;
            if (request.uri().equals(RelayVersion.PATH) && refusal == null) {
                connections.incrementAndGet();
                shown.add(request.headers().get(HttpHeaderNames.AUTHORIZATION, "nothing"));
                new WebSocketServerHandshakerFactory("", answersWith, false, 1 << 20)
                        .newHandshaker(request)
                        .handshake(ctx.channel(), request)
                        .addListener(done -> ctx.pipeline().addAfter(ctx.name(), null, new Client()));
                return;
            }
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, refusal == null ? HttpResponseStatus.OK : refusal, Unpooled.EMPTY_BUFFER);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            ctx.writeAndFlush(response);
        }
    }

    private final class Client extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {

        private final ServerChallenge challenge = RelayHandshake.challenge(new SecureRandom());
        private @Nullable NodeId id;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            FromRelay first = greeting;
            if (first != null) {
                ctx.write(message(ctx.channel(), first));
            }
            for (int i = 0; i < challenges; i++) {
                ctx.write(message(ctx.channel(), challenge));
            }
            ctx.flush();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, BinaryWebSocketFrame message) {
            FromClient frame = RelayFrameCodec.decodeFromClient(message.content());
            switch (frame) {
                case ClientAuth auth -> authenticate(ctx, auth);
                case Ping ping -> {
                    if (!silent) {
                        ctx.writeAndFlush(message(ctx.channel(), new Pong(ping.number())));
                    }
                }
                case Pong _ -> {}
                case Datagrams datagrams -> forward(datagrams);
            }
        }

        private void authenticate(ChannelHandlerContext ctx, ClientAuth auth) {
            String denial = denies;
            if (denial != null || !RelayHandshake.isGenuine(challenge, auth)) {
                ctx.writeAndFlush(message(ctx.channel(), new ServerDeniesAuth(denial == null ? "forged" : denial)));
                return;
            }
            id = auth.id();
            clients.put(auth.id(), ctx.channel());
            ctx.writeAndFlush(message(ctx.channel(), new ServerConfirmsAuth()));
        }

        private void forward(Datagrams frame) {
            NodeId from = id;
            Channel to = clients.get(frame.peer());
            if (from == null || to == null || silent) {
                frame.release();
                return;
            }
            for (FromRelay made : forwards.apply(from, frame)) {
                to.writeAndFlush(message(to, made));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (id != null) {
                clients.remove(id, ctx.channel());
            }
        }
    }
}
