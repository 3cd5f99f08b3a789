package dev.usbshare.server.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that has not become a relay client's in time, however busy it is with something else. Confined to the relay's event
 * loop.
 */
final class EstablishTimeout extends ChannelInboundHandlerAdapter {

    private final RelayCounts counts;
    private boolean served;
    private @Nullable Future<?> timeout;

    EstablishTimeout(RelayCounts counts) {
        this.counts = counts;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout = ctx.executor()
                .schedule(
                        () -> {
                            if (!served) {
                                counts.add(RelayCount.REFUSED_SLOW);
                            }
                            ctx.close();
                        },
                        RelayLimits.ESTABLISH.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == PipelineEvent.ESTABLISHED) {
            ctx.pipeline().remove(this);
        } else if (event == PipelineEvent.SERVED) {
            served = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
