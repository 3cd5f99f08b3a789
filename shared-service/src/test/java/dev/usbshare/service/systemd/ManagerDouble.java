package dev.usbshare.service.systemd;

import dev.usbshare.quic.NodeEventLoop;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A service manager that keeps the datagrams it receives, on an event loop of its own. */
public final class ManagerDouble implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;

    private final NodeEventLoop loop = NodeEventLoop.open("manager");
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final EpollDomainDatagramChannel channel = new EpollDomainDatagramChannel();

    /** @param notifySocket as {@code NOTIFY_SOCKET} names it */
    public ManagerDouble(String notifySocket) {
        channel.pipeline().addLast(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                heard.add(packet.content().toString(StandardCharsets.US_ASCII));
            }
        });
        loop.loop().register(channel).syncUninterruptibly();
        channel.bind(new DomainSocketAddress(notifySocket.replaceFirst("^@", "\0")))
                .syncUninterruptibly();
    }

    /** The next datagram's text. */
    public String next() throws InterruptedException {
        String text = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("nothing was heard for " + PATIENCE_SECONDS + " s");
        }
        return text;
    }

    /** How many datagrams wait to be looked at. */
    int waiting() {
        return heard.size();
    }

    /** Lets time pass for the manager, whatever the service's loop does. */
    void pass(long millis) {
        loop.loop().schedule(() -> {}, millis, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loop.close();
    }
}
