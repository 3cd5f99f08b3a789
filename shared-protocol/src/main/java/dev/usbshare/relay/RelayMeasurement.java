package dev.usbshare.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One {@code GET /ping} and the time until its answer, without what it takes to connect. Confined to the event loop. */
final class RelayMeasurement {

    private final EventExecutor loop;
    private final Consumer<@Nullable Duration> result;
    private @Nullable Runnable end;
    private boolean over;

    RelayMeasurement(EventExecutor loop, Consumer<@Nullable Duration> result) {
        this.loop = loop;
        this.result = result;
    }

    /** @param task run once, when there is a result or it is cancelled */
    void onEnd(Runnable task) {
        end = task;
    }

    void cancel() {
        if (!over) {
            over = true;
            if (end != null) {
                end.run();
            }
        }
    }

    /** @param latency null if there was no answer */
    void end(@Nullable Duration latency) {
        if (!over) {
            cancel();
            result.accept(latency);
        }
    }

    ChannelHandler handler(RelayUrl url) {
        return new Exchange(url);
    }

    private final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {

        private final RelayUrl url;
        private long askedNanos;

        Exchange(RelayUrl url) {
            this.url = url;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (tls == null) {
                ask(ctx);
            } else {
                tls.handshakeFuture().addListener(done -> {
                    if (done.isSuccess()) {
                        ask(ctx);
                    } else {
                        end(null);
                    }
                });
            }
        }

        private void ask(ChannelHandlerContext ctx) {
            var request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.GET, RelayVersion.PING_PATH, Unpooled.EMPTY_BUFFER);
            request.headers()
                    .set(HttpHeaderNames.HOST, NettyRelayDialler.authority(url))
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            askedNanos = loop.ticker().nanoTime();
            ctx.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            boolean good = response.decoderResult().isSuccess()
                    && response.status().codeClass().equals(HttpResponseStatus.OK.codeClass());
            end(good ? Duration.ofNanos(loop.ticker().nanoTime() - askedNanos) : null);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end(null);
        }
    }
}
