package dev.usbshare.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One side of a stream on an {@link InMemoryConnection}. Sends what was flushed; is unwritable while the network has not
 * taken all of that; reads when asked to; ends for both directions when either side ends it.
 */
final class InMemoryStream extends AbstractChannel {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
    private static final int NETWORK_WRITABILITY = 1;

    private final InMemoryConnection connection;
    private final long streamId;
    private final ChannelConfig config;
    private final Deque<ByteBuf> inbound = new ArrayDeque<>();

    private StreamPriority priority;
    private boolean open = true;
    private boolean readPending;
    private boolean delivering;
    private boolean finArrived;
    private boolean aborted;

    InMemoryStream(InMemoryConnection connection, long streamId, StreamPriority priority) {
        super(null);
        this.connection = connection;
        this.streamId = streamId;
        this.priority = priority;
        this.config = new DefaultChannelConfig(this);
        config.setAllocator(PooledByteBufAllocator.DEFAULT);
        // Only the network decides on writability, as in QUIC.
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(1 << 29, 1 << 30));
    }

    long streamId() {
        return streamId;
    }

    StreamPriority priority() {
        return priority;
    }

    void setPriority(StreamPriority priority) {
        this.priority = priority;
    }

    /** Takes ownership of the data. */
    void onArrival(@Nullable ByteBuf data, boolean fin) {
        if (data != null) {
            inbound.add(data);
        }
        finArrived |= fin;
        deliver();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (open && readPending && (!inbound.isEmpty() || finArrived)) {
                if (inbound.isEmpty()) {
                    unsafe().close(unsafe().voidPromise());
                    return;
                }
                readPending = false;
                for (int i = 0; i < METADATA.defaultMaxMessagesPerRead() && !inbound.isEmpty(); i++) {
                    ByteBuf data = inbound.remove();
                    connection.outgoing().credit(streamId, data.readableBytes());
                    pipeline().fireChannelRead(data);
                }
                pipeline().fireChannelReadComplete();
            }
        } finally {
            delivering = false;
        }
    }

    /** The network took bytes of this stream. */
    void onTaken() {
        updateWritability();
    }

    private void updateWritability() {
        ChannelOutboundBuffer buffer = unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(
                    NETWORK_WRITABILITY, !connection.outgoing().hasBacklog(this));
        }
    }

    /** The connection is gone. */
    void abort() {
        aborted = true;
        unsafe().close(unsafe().voidPromise());
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        deliver();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer buffer) {
        for (Object message = buffer.current(); message != null; message = buffer.current()) {
            connection.outgoing().enqueue(this, ((ByteBuf) message).retainedSlice());
            buffer.remove();
        }
        connection.outgoing().pump();
        updateWritability();
    }

    @Override
    protected Object filterOutboundMessage(Object msg) {
        if (msg instanceof ByteBuf) {
            return msg;
        }
        throw new UnsupportedOperationException("streams carry bytes, not " + msg.getClass());
    }

    @Override
    protected void doClose() {
        open = false;
        for (ByteBuf data : inbound) {
            connection.outgoing().credit(streamId, data.readableBytes());
            data.release();
        }
        inbound.clear();
        if (!aborted) {
            connection.outgoing().finish(this);
            connection.forget(this);
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
                promise.setFailure(new UnsupportedOperationException());
            }
        };
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop == connection.network().executor();
    }

    @Override
    protected SocketAddress localAddress0() {
        return connection.remoteAddress();
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return connection.remoteAddress();
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }
}
