package dev.usbshare.quic;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import java.net.InetSocketAddress;

/** The UDP socket in the fastest form its event loop allows: with epoll, many packets per system call. */
final class UdpSocket {

    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    /** The most UDP_GRO coalesces. */
    private static final int GRO_BYTES = 64 << 10;

    /** Any UDP packet that arrives uncoalesced fits. */
    private static final int DATAGRAM_BYTES = 2048;

    /** Takes an option for the connections on this socket. */
    interface Options {
        <T> Object option(ChannelOption<T> option, T value);
    }

    private final EventLoop loop;
    private final boolean epoll;
    private final int gsoSegments;

    UdpSocket(EventLoop loop, int gsoSegments) {
        this.loop = loop;
        this.epoll = loop instanceof IoEventLoop io && io.isIoType(EpollIoHandler.class);
        this.gsoSegments = gsoSegments;
    }

    Channel bind(InetSocketAddress address, ChannelHandler handler) throws BindFailedException {
        if (loop.inEventLoop()) {
            throw new IllegalStateException("binding blocks; not for the event loop");
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER_BYTES)
                .handler(handler);
        if (epoll) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.UDP_GRO, true)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(GRO_BYTES));
        } else {
            bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_BYTES));
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw failure(address, bound.cause());
        }
        return bound.channel();
    }

    /** Sets the options that let the kernel split what QUIC sends. */
    void segmentation(Options options) {
        if (epoll && gsoSegments > 1 && EpollDatagramChannel.isSegmentedDatagramPacketSupported()) {
            SegmentedDatagramPacketAllocator allocator = EpollQuicUtils.newSegmentedAllocator(gsoSegments);
            options.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, allocator);
        }
    }

    private static BindFailedException failure(InetSocketAddress address, Throwable cause) {
        String port = "UDP port " + address.getPort();
        String where = " on " + address.getAddress().getHostAddress();
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("in use")) {
            return new BindFailedException(
                    BindFailedException.Reason.IN_USE,
                    port + " is in use" + where + "; stop the other program or choose another port",
                    cause);
        }
        if (reason.contains("ermission denied")) {
            return new BindFailedException(
                    BindFailedException.Reason.NOT_ALLOWED,
                    port + " is not allowed for this user" + where + "; choose a port above 1023",
                    cause);
        }
        return new BindFailedException(
                BindFailedException.Reason.OTHER, port + " cannot be opened" + where + ": " + reason, cause);
    }
}
