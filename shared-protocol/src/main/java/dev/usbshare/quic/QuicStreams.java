package dev.usbshare.quic;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** How every stream is set up, whichever side opened it. */
final class QuicStreams {

    /** One read takes what UDP_GRO delivers at once. */
    private static final int RECEIVE_BYTES = 64 << 10;

    private final StreamActivity activity;

    QuicStreams(StreamActivity activity) {
        this.activity = activity;
    }

    ChannelHandler initializer(ChannelHandler handler) {
        return new ChannelInitializer<QuicStreamChannel>() {
            @Override
            protected void initChannel(QuicStreamChannel stream) {
                setUp(stream, handler);
            }
        };
    }

    void setUp(QuicStreamChannel stream, ChannelHandler handler) {
        ChannelConfig config = stream.config();
        config.setAllocator(PooledByteBufAllocator.DEFAULT);
        config.setRecvByteBufAllocator(new FixedRecvByteBufAllocator(RECEIVE_BYTES));
        // A stream ends for both directions when either side ends it.
        stream.config().setAllowHalfClosure(false);
        stream.pipeline()
                .addLast(new StreamEdge(activity, () -> ConnectionEvents.onStreamReset(stream.parent())), handler);
    }
}
