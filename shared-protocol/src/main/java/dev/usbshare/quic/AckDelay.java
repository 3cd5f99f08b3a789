package dev.usbshare.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the acknowledgement of a request travel with its answer. quiche acknowledges whenever it is asked to send, and
 * Netty asks at the end of each read: a small URB then costs two packets each way. This handler, before the codecs,
 * holds the end of a read back until a stream is flushed or the delay is over, so that it costs one.
 *
 * <p>Nothing is held back that somebody may be waiting for: handshakes, reads that brought no stream data (pure
 * acknowledgements cost no packet), more than a few packets, and everything while a stream of ours waits for the
 * network to take bytes.
 *
 * <p><b>Confinement</b>: the transport's event loop.
 */
final class AckDelay extends ChannelInboundHandlerAdapter implements StreamActivity {

    /** Below the initial congestion window (10 packets), so that a sender is never stopped by what is held back. */
    private static final int MAX_HELD_BYTES = 8 * 1350;

    private final long delayNanos;
    private @Nullable ChannelHandlerContext context;
    private int readBytes;
    private boolean handshake;
    private boolean streamData;
    private boolean answered;
    private int blockedStreams;
    private boolean holding;
    private boolean releaseScheduled;
    private boolean timerScheduled;
    private long heldSinceNanos;

    AckDelay(Duration delay) {
        this.delayNanos = delay.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        context = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof DatagramPacket packet) {
            ByteBuf data = packet.content();
            readBytes += data.readableBytes();
            // A long header (RFC 9000 §17.2): the handshake is not over.
            handshake |= data.isReadable() && data.getByte(data.readerIndex()) < 0;
        }
        ctx.fireChannelRead(msg);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isUrgent()) {
            release(ctx);
        } else if (!holding) {
            holding = true;
            heldSinceNanos = ctx.executor().ticker().nanoTime();
            startTimer(ctx, delayNanos);
        }
    }

    private boolean isUrgent() {
        return delayNanos == 0
                || answered
                || handshake
                || !streamData
                || blockedStreams > 0
                || readBytes > MAX_HELD_BYTES;
    }

    private void release(ChannelHandlerContext ctx) {
        holding = false;
        answered = false;
        handshake = false;
        streamData = false;
        readBytes = 0;
        ctx.fireChannelReadComplete();
    }

    private void startTimer(ChannelHandlerContext ctx, long nanos) {
        if (!timerScheduled) {
            timerScheduled = true;
            ctx.executor().schedule(() -> onTimer(ctx), nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** One timer serves many reads: one that finds a younger read waits for it. */
    private void onTimer(ChannelHandlerContext ctx) {
        timerScheduled = false;
        if (!holding || ctx.isRemoved()) {
            return;
        }
        long left = heldSinceNanos + delayNanos - ctx.executor().ticker().nanoTime();
        if (left > 0) {
            startTimer(ctx, left);
        } else {
            release(ctx);
        }
    }

    @Override
    public void onRead() {
        streamData = true;
    }

    @Override
    public void onFlush() {
        ChannelHandlerContext ctx = context;
        if (!holding) {
            // Within a read its end is near; outside of one nothing is held back.
            answered = streamData;
        } else if (!releaseScheduled && ctx != null) {
            releaseScheduled = true;
            // Behind the other tasks of this turn, whose answers can then share the packet.
            ctx.executor().execute(() -> {
                releaseScheduled = false;
                if (holding && !ctx.isRemoved()) {
                    release(ctx);
                }
            });
        }
    }

    @Override
    public void onBlocked() {
        blockedStreams++;
        onFlush();
    }

    @Override
    public void onUnblocked() {
        blockedStreams--;
    }
}
