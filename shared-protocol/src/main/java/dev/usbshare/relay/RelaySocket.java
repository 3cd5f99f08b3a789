package dev.usbshare.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection in the making: all addresses of a host are tried, each a little after the one before, until one answers (RFC
 * 8305). The first becomes active for the handlers behind; the others are closed.
 *
 * <p>Confined to the event loop.
 */
final class RelaySocket implements RelayDialler.Attempt {

    static final long STAGGER_MILLIS = 250;
    static final int CONNECT_MILLIS = 1500;
    static final int LOW_WATER_BYTES = 128 << 10;
    static final int HIGH_WATER_BYTES = 256 << 10;

    private final EventLoop loop;
    private final RelayUrl relay;
    private final @Nullable HttpProxy proxy;
    private final Consumer<ChannelPipeline> handlers;
    private final Consumer<RelayFailure> failed;
    private final Queue<InetAddress> left = new ArrayDeque<>();
    private final List<Channel> trying = new ArrayList<>();
    private @Nullable Channel winner;
    private @Nullable Future<?> next;
    private String lastFailure = "no address";
    private boolean over;

    /**
     * @param proxy what is connected to instead, to connect to the relay; null for none
     * @param handlers adds what shall work with the connection
     * @param failed told once if there is none to be had; not after {@link #cancel}
     */
    RelaySocket(
            EventLoop loop,
            RelayUrl relay,
            @Nullable HttpProxy proxy,
            Consumer<ChannelPipeline> handlers,
            Consumer<RelayFailure> failed) {
        this.loop = loop;
        this.relay = relay;
        this.proxy = proxy;
        this.handlers = handlers;
        this.failed = failed;
    }

    /** Whose addresses are needed. */
    String host() {
        return proxy == null ? relay.host() : proxy.host();
    }

    private int port() {
        return proxy == null ? relay.port() : proxy.port();
    }

    /** @param addresses of {@link #host} */
    void connect(List<InetAddress> addresses) {
        if (!over) {
            left.addAll(AddressOrder.byTurns(addresses));
            tryNext();
        }
    }

    void fail(String text) {
        if (!over && winner == null) {
            cancel();
            failed.accept(RelayFailure.passing(text));
        }
    }

    @Override
    public void cancel() {
        over = true;
        if (next != null) {
            next.cancel(false);
        }
        List.copyOf(trying).forEach(Channel::close);
        if (winner != null) {
            winner.close();
        }
    }

    private void tryNext() {
        next = null;
        InetAddress address = left.poll();
        if (over || winner != null || address == null) {
            return;
        }
        var target = new InetSocketAddress(address, port());
        ChannelFuture connecting = proxy == null
                ? bootstrap(null).connect(target)
                : bootstrap(connectThrough(target, proxy))
                        .connect(InetSocketAddress.createUnresolved(relay.host(), relay.port()));
        trying.add(connecting.channel());
        connecting.addListener(done -> onTried(connecting, address));
        if (!left.isEmpty()) {
            next = loop.schedule(this::tryNext, STAGGER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void onTried(ChannelFuture tried, InetAddress address) {
        trying.remove(tried.channel());
        if (tried.isSuccess() || over || winner != null) {
            return;
        }
        lastFailure =
                (proxy == null ? "" : "the proxy ") + address.getHostAddress() + " port " + port() + " does not answer";
        if (!left.isEmpty()) {
            if (next != null) {
                next.cancel(false);
            }
            tryNext();
        } else if (trying.isEmpty()) {
            fail(lastFailure
                    + (proxy == null
                            ? "; check whether the relay runs, and whether this network lets TCP out to it"
                            : "; check https_proxy and http_proxy in this program's environment"));
        }
    }

    /** Lets the first one through. */
    private final class Gate extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (proxy == null) {
                pass(ctx);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ProxyConnectionEvent) {
                pass(ctx);
            }
            ctx.fireUserEventTriggered(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (ctx.channel().equals(winner)) {
                ctx.fireExceptionCaught(cause);
            } else {
                fail(RelayTrouble.of(cause).text());
            }
        }

        private void pass(ChannelHandlerContext ctx) {
            if (over || winner != null) {
                ctx.close();
                return;
            }
            winner = ctx.channel();
            trying.remove(winner);
            List.copyOf(trying).forEach(Channel::close);
            handlers.accept(ctx.pipeline());
            ctx.fireChannelActive();
        }
    }

    private static HttpProxyHandler connectThrough(InetSocketAddress address, HttpProxy proxy) {
        return proxy.user() == null || proxy.password() == null
                ? new HttpProxyHandler(address)
                : new HttpProxyHandler(address, proxy.user(), proxy.password());
    }

    private Bootstrap bootstrap(@Nullable HttpProxyHandler through) {
        var bootstrap = new Bootstrap()
                .group(loop)
                .disableResolver()
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (through != null) {
                            channel.pipeline().addLast(through);
                        }
                        channel.pipeline().addLast(new Gate());
                    }
                });
        if (loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class)) {
            // What waits in the kernel is late as well; with this it says so.
            return bootstrap.channel(EpollSocketChannel.class).option(EpollChannelOption.TCP_NOTSENT_LOWAT, (long)
                    LOW_WATER_BYTES);
        }
        return bootstrap.channel(NioSocketChannel.class);
    }
}
