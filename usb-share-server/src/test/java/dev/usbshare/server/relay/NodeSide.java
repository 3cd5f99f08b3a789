package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.FromClient;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import dev.usbshare.relay.RelayFrame.ServerConfirmsAuth;
import dev.usbshare.relay.RelayFrameCodec;
import dev.usbshare.relay.RelayHandshake;
import dev.usbshare.relay.RelayVersion;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node's side of a connection with a relay, frame by frame: for tests, which own it. Thread-safe. */
public final class NodeSide implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    /** A frame with what it carries copied, as nobody releases what tests leave in a queue. */
    public record Heard(FromRelay frame, byte[] datagrams) {}

    /** Where and how to connect. */
    public record Way(
            InetSocketAddress relay,
            String subprotocols,
            DefaultHttpHeaders headers,
            @Nullable SslContext tls) {
        public static Way to(InetSocketAddress relay) {
            return new Way(relay, RelayVersion.OFFER, new DefaultHttpHeaders(), null);
        }

        public Way with(String newSubprotocols) {
            return new Way(relay, newSubprotocols, headers, tls);
        }

        public Way with(String name, String value) {
            var more = new DefaultHttpHeaders();
            more.set(headers).set(name, value);
            return new Way(relay, subprotocols, more, tls);
        }

        public Way with(SslContext newTls) {
            return new Way(relay, subprotocols, headers, newTls);
        }
    }

    private final NodeKey key;
    private final Channel channel;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private volatile RelayVersion version = RelayVersion.V2;

    private NodeSide(EventLoop loop, Way way, NodeKey key) {
        this.key = key;
        boolean epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
        URI uri = URI.create("ws://relay.test" + RelayVersion.PATH);
        var config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri)
                .version(WebSocketVersion.V13)
                .subprotocol(way.subprotocols())
                .customHeaders(way.headers())
                .maxFramePayloadLength(1 << 20)
                .handleCloseFrames(false)
                .build();
        channel = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel c) {
                        if (way.tls() != null) {
                            c.pipeline().addLast(way.tls().newHandler(c.alloc(), "relay.test", 443));
                        }
                        c.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(8192),
                                        new WebSocketClientProtocolHandler(config),
                                        new Ears());
                    }
                })
                .connect(way.relay())
                .syncUninterruptibly()
                .channel();
    }

    private final class Ears extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame message) {
            if (message instanceof CloseWebSocketFrame) {
                ctx.close();
            } else if (message instanceof BinaryWebSocketFrame) {
                FromRelay frame = RelayFrameCodec.decodeFromRelay(message.content(), version);
                byte[] datagrams = frame instanceof Datagrams d ? ByteBufUtil.getBytes(d.content()) : new byte[0];
                frame.release();
                heard.add(new Heard(frame, datagrams));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Connects, and has said nothing yet. */
    public static NodeSide dial(EventLoop loop, Way way, NodeKey key) {
        return new NodeSide(loop, way, key);
    }

    /** Connects and proves its id; is in when this returns. */
    public static NodeSide enter(EventLoop loop, Way way, NodeKey key) throws InterruptedException {
        var side = dial(loop, way, key);
        side.version = RelayVersion.best(way.subprotocols()).orElseThrow();
        side.prove(key);
        assertThat(side.next()).isInstanceOf(ServerConfirmsAuth.class);
        return side;
    }

    /** Answers the challenge with a key. */
    public void prove(NodeKey with) throws InterruptedException {
        assertThat(next())
                .isInstanceOfSatisfying(
                        ServerChallenge.class, challenge -> send(RelayHandshake.answer(challenge, with)));
    }

    public NodeId id() {
        return key.id();
    }

    public void send(FromClient frame) {
        channel.writeAndFlush(new BinaryWebSocketFrame(RelayFrameCodec.encodeFromClient(frame, channel.alloc())));
    }

    public void sendBytes(byte... frame) {
        channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.copiedBuffer(frame)));
    }

    public void sendTo(NodeId to, byte... datagram) {
        ByteBuf content = Unpooled.copiedBuffer(datagram);
        send(new Datagrams(to, 2, 0, content));
    }

    /** The next frame, waited for. */
    public FromRelay next() throws InterruptedException {
        return nextHeard().frame();
    }

    public Heard nextHeard() throws InterruptedException {
        Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a frame from the relay").isNotNull();
        return Objects.requireNonNull(next);
    }

    /** The next datagrams, others being left out. */
    public byte[] nextDatagrams() throws InterruptedException {
        Heard next = nextHeard();
        while (!(next.frame() instanceof Datagrams)) {
            next = nextHeard();
        }
        return next.datagrams();
    }

    public int waiting() {
        return heard.size();
    }

    public Channel channel() {
        return channel;
    }

    /** Waits for the relay to end the connection. */
    public boolean isEnded() {
        return channel.closeFuture().awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
