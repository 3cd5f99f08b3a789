package dev.usbshare.server.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AttributeKey;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets up each connection: limits, TLS, HTTP. Confined to the relay's event loop. */
final class RelayPipeline extends ChannelInitializer<Channel> {

    static final AttributeKey<RateGate> GATE = AttributeKey.valueOf(RelayPipeline.class, "gate");

    private final RelayContext relay;
    private final @Nullable Supplier<SslContext> tls;
    private final Executor tlsTasks;
    private final ChannelGroup open;

    /** @param tlsTasks does what takes long of a TLS handshake */
    RelayPipeline(RelayContext relay, @Nullable Supplier<SslContext> tls, Executor tlsTasks) {
        this.relay = relay;
        this.tls = tls;
        this.tlsTasks = tlsTasks;
        this.open = new DefaultChannelGroup(relay.loop());
    }

    @Override
    protected void initChannel(Channel channel) {
        RelayLimits limits = relay.rules().limits();
        relay.counts().add(RelayCount.CONNECTIONS);
        open.add(channel); // until it is closed
        if (open.size() > limits.connections()) {
            refuse(channel, RelayCount.REFUSED_FULL);
            return;
        }
        if (!relay.setup().behindProxy() && !relay.connects().take(channel.remoteAddress())) {
            refuse(channel, RelayCount.REFUSED_TOO_MANY);
            return;
        }
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(limits.queueBytes() / 2, limits.queueBytes()));
        var gate = new RateGate(relay.counts(), new ByteBucket(limits.bytesPerSecond(), System::nanoTime));
        channel.attr(GATE).set(gate);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(gate);
        pipeline.addLast(new EstablishTimeout(relay.counts()));
        if (tls != null) {
            pipeline.addLast(tls.get().newHandler(channel.alloc(), tlsTasks));
        }
        pipeline.addLast(
                new HttpServerCodec(RelayLimits.HTTP_BYTES, RelayLimits.HEADER_BYTES, RelayLimits.HTTP_BYTES),
                new HttpObjectAggregator(RelayLimits.HTTP_BYTES, true),
                new HttpRoutes(relay));
    }

    /** All connections that are open. */
    ChannelGroup open() {
        return open;
    }

    private void refuse(Channel channel, RelayCount why) {
        relay.counts().add(why);
        channel.close();
    }
}
