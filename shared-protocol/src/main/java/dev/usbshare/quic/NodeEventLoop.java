package dev.usbshare.quic;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of a node's hot path: network, engine and bridge all live on it. On epoll where the system has it,
 * else on NIO.
 */
public final class NodeEventLoop implements AutoCloseable {

    private static final int CLOSE_SECONDS = 5;

    private final EventLoopGroup group;
    private final EventLoop loop;

    private NodeEventLoop(EventLoopGroup group) {
        this.group = group;
        this.loop = group.next();
    }

    public static NodeEventLoop open(String threadName) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return open(threadName, io);
    }

    static NodeEventLoop open(String threadName, IoHandlerFactory io) {
        return new NodeEventLoop(new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(threadName, true), io));
    }

    public EventLoop loop() {
        return loop;
    }

    /** Ends the thread; what it carries must be closed before. Bounded in time. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
