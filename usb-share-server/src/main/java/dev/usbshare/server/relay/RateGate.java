package dev.usbshare.server.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds one connection to so many bytes a second, TLS and HTTP included: nothing is dropped, but nothing more is read until it may be,
 * and so TCP slows the sender down. First in the pipeline.
 *
 * <p><b>Confinement</b>: the relay's event loop.
 */
final class RateGate extends ChannelInboundHandlerAdapter {

    private final RelayCounts counts;
    private final ByteBucket bucket;
    private boolean told;
    private boolean shut;
    private @Nullable Future<?> resume;

    RateGate(RelayCounts counts, ByteBucket bucket) {
        this.counts = counts;
        this.bucket = bucket;
    }

    void change(long bytesPerSecond) {
        bucket.change(bytesPerSecond);
    }

    /** Nothing more is read for good. */
    void shut() {
        shut = true;
        cancelResume();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Duration wait = message instanceof ByteBuf bytes ? bucket.spend(bytes.readableBytes()) : Duration.ZERO;
        ctx.fireChannelRead(message);
        if (wait.isPositive() && resume == null && !shut && ctx.channel().isActive()) {
            pause(ctx, wait);
        }
    }

    private void pause(ChannelHandlerContext ctx, Duration wait) {
        counts.add(RelayCount.PAUSES);
        ctx.channel().config().setAutoRead(false);
        resume = ctx.executor().schedule(() -> resume(ctx), wait.toNanos(), TimeUnit.NANOSECONDS);
        if (!told) {
            told = true;
            ctx.fireUserEventTriggered(PipelineEvent.PAUSED_FIRST);
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        Duration wait = bucket.spend(0);
        if (wait.isPositive()) {
            resume = ctx.executor().schedule(() -> resume(ctx), wait.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        resume = null;
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelResume();
        ctx.fireChannelInactive();
    }

    private void cancelResume() {
        if (resume != null) {
            resume.cancel(false);
            resume = null;
        }
    }
}
