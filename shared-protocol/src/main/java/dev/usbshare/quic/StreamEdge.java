package dev.usbshare.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transport's end of a stream's pipeline: makes a QUIC stream behave as a Netty channel is expected to.
 *
 * <ul>
 *   <li>Netty QUIC sends at each write and ignores flush. Here writes wait for the flush and go as one, so that frames
 *       written together share packets.
 *   <li>Netty QUIC's writability flickers while several writes wait. Here at most one waits in the channel, so the
 *       channel is unwritable exactly while the peer or the network takes nothing.
 *   <li>A stream that is closed before the peer's end was read would never be forgotten by Netty, nor its bytes be
 *       credited to the connection. Here {@code close} ends our direction behind what was flushed, tells the handlers
 *       at once, and drops what still arrives until the peer's end does.
 * </ul>
 *
 * <p><b>Confinement</b>: the stream's event loop. <b>Ownership</b>: takes written buffers.
 */
final class StreamEdge extends ChannelDuplexHandler {

    /** Up to here frames are copied into one buffer: cheaper than one native call for each. */
    private static final int MERGE_BYTES = 16 << 10;

    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCH_WRITES = 64;

    private record Write(ByteBuf data, ChannelPromise promise) {}

    private final StreamActivity activity;
    private final Runnable onReset;
    private final ArrayDeque<Write> writes = new ArrayDeque<>();
    private final List<ChannelPromise> batch = new ArrayList<>();
    private final ChannelFutureListener batchTaken = this::onBatchTaken;

    private @Nullable ChannelHandlerContext context;
    private int flushed;
    private boolean batchUnderWay;
    private boolean blocked;
    private boolean drainScheduled;
    private boolean reportedWritable = true;
    private boolean closed;
    private boolean finWritten;

    /** @param onReset runs when the peer gives the stream up half-way (RESET_STREAM) */
    StreamEdge(StreamActivity activity, Runnable onReset) {
        this.activity = activity;
        this.onReset = onReset;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (closed) {
            ReferenceCountUtil.release(msg);
            fail(promise, new ClosedChannelException());
        } else if (msg instanceof ByteBuf data) {
            writes.add(new Write(data, promise));
        } else {
            ReferenceCountUtil.release(msg);
            fail(promise, new UnsupportedOperationException("streams carry bytes, not " + msg.getClass()));
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (flushed == writes.size()) {
            return;
        }
        flushed = writes.size();
        drain(ctx);
        activity.onFlush();
    }

    private void drain(ChannelHandlerContext ctx) {
        while (flushed > 0 && !batchUnderWay) {
            ByteBuf data = takeBatch(ctx);
            batchUnderWay = true;
            ctx.write(data).addListener(batchTaken);
            if (batchUnderWay) {
                blocked = true;
                activity.onBlocked();
            }
        }
        if (closed && flushed == 0 && !batchUnderWay && !finWritten) {
            finWritten = true;
            ctx.write(QuicStreamFrame.EMPTY_FIN, ctx.voidPromise());
        }
    }

    private ByteBuf takeBatch(ChannelHandlerContext ctx) {
        int count = 0;
        int bytes = 0;
        for (Write write : writes) {
            int more = write.data.readableBytes();
            if (count == flushed || count == BATCH_WRITES || (count > 0 && bytes + more > BATCH_BYTES)) {
                break;
            }
            count++;
            bytes += more;
        }
        if (count == 1) {
            return take();
        }
        if (bytes <= MERGE_BYTES) {
            ByteBuf merged = ctx.alloc().directBuffer(bytes);
            for (int i = 0; i < count; i++) {
                ByteBuf data = take();
                merged.writeBytes(data);
                data.release();
            }
            return merged;
        }
        CompositeByteBuf composite = ctx.alloc().compositeDirectBuffer(count);
        for (int i = 0; i < count; i++) {
            composite.addComponent(true, take());
        }
        return composite;
    }

    private ByteBuf take() {
        Write write = writes.remove();
        flushed--;
        if (!write.promise.isVoid()) {
            batch.add(write.promise);
        }
        return write.data;
    }

    private void onBatchTaken(ChannelFuture future) {
        batchUnderWay = false;
        if (blocked) {
            blocked = false;
            activity.onUnblocked();
        }
        List<ChannelPromise> taken = batch.isEmpty() ? List.of() : List.copyOf(batch);
        batch.clear();
        for (ChannelPromise promise : taken) {
            if (future.isSuccess()) {
                promise.trySuccess();
            } else {
                promise.tryFailure(future.cause());
            }
        }
        ChannelHandlerContext ctx = context;
        // Not at once: Netty is still in its own loop over what waits in the channel.
        if (ctx != null
                && !drainScheduled
                && (flushed > 0 || closed)
                && !future.channel().closeFuture().isDone()) {
            drainScheduled = true;
            ctx.executor().execute(() -> onDrainTurn(ctx));
        }
    }

    private void onDrainTurn(ChannelHandlerContext ctx) {
        drainScheduled = false;
        drain(ctx);
        reportWritability(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        reportWritability(ctx);
    }

    private void reportWritability(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        if (closed || writable == reportedWritable || (writable && (flushed > 0 || batchUnderWay))) {
            return;
        }
        reportedWritable = writable;
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        activity.onRead();
        if (closed) {
            ReferenceCountUtil.release(msg);
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!closed) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!closed && ctx.channel().isActive()) {
            closed = true;
            dropUnflushed();
            drain(ctx);
            activity.onFlush();
            Channel channel = ctx.channel();
            channel.config().setAutoRead(true);
            channel.read();
            ctx.executor().execute(ctx::fireChannelInactive);
        }
        if (!promise.isVoid()) {
            promise.trySuccess();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        flushed = 0;
        dropUnflushed();
        if (!closed) {
            closed = true;
            ctx.fireChannelInactive();
        }
    }

    private void dropUnflushed() {
        if (writes.size() == flushed) {
            return;
        }
        var cause = new ClosedChannelException();
        while (writes.size() > flushed) {
            Write write = writes.removeLast();
            write.data.release();
            fail(write.promise, cause);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof QuicStreamResetException) {
            onReset.run();
        } else if (!closed) {
            ctx.fireExceptionCaught(cause);
        }
    }

    private static void fail(ChannelPromise promise, Throwable cause) {
        if (!promise.isVoid()) {
            promise.tryFailure(cause);
        }
    }
}
