package dev.usbshare.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A stream's handler that keeps what it reads and counts its events; every method may be called from any thread. */
final class StreamTap extends ChannelInboundHandlerAdapter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger inactive = new AtomicInteger();
    private final AtomicInteger writability = new AtomicInteger();
    private final boolean echo;
    private final boolean autoRead;
    private volatile @Nullable Channel channel;

    StreamTap() {
        this(false, true);
    }

    StreamTap(boolean echo, boolean autoRead) {
        this.echo = echo;
        this.autoRead = autoRead;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(autoRead);
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf data = (ByteBuf) msg;
        synchronized (bytes) {
            bytes.writeBytes(ByteBufUtil.getBytes(data));
        }
        received.addAndGet(data.readableBytes());
        if (echo) {
            ctx.write(data);
        } else {
            data.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        writability.incrementAndGet();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inactive.incrementAndGet();
    }

    void write(ByteBuf data) {
        channel().write(data);
    }

    void flush() {
        channel().flush();
    }

    ChannelFuture send(ByteBuf data) {
        return channel().writeAndFlush(data);
    }

    void close() {
        channel().close();
    }

    void setAutoRead(boolean on) {
        channel().config().setAutoRead(on);
    }

    boolean isWritable() {
        return channel().isWritable();
    }

    boolean isOpen() {
        return inactive.get() == 0;
    }

    long received() {
        return received.get();
    }

    byte[] bytes() {
        synchronized (bytes) {
            return bytes.toByteArray();
        }
    }

    int inactiveCount() {
        return inactive.get();
    }

    int writabilityEvents() {
        return writability.get();
    }

    private Channel channel() {
        Channel now = channel;
        if (now == null) {
            throw new IllegalStateException("the stream is not open yet");
        }
        return now;
    }
}
