package dev.usbshare.client.vhci.inprocess;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One end of an in-memory stream between two channels of the same event loop: socketpair(2) without a system.
 *
 * <p>Bounded like a socket: what the other end does not read stays with the writer, whose channel then becomes
 * unwritable. Each end sees what was written before the other closed, then its end.
 *
 * <p><b>Confinement</b>: the event loop that both ends are registered with.
 */
final class PipeChannel extends AbstractChannel {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    private static final SocketAddress ADDRESS = new LocalAddress("in-process");
    private static final int BUFFERS_PER_TURN = 16;

    private final ChannelConfig config = new PipeConfig();
    private final int capacityBytes;
    private final Deque<ByteBuf> inbound = new ArrayDeque<>();
    private int inboundBytes;
    private @Nullable PipeChannel peer;
    private boolean open = true;
    private boolean readPending;
    private boolean deliveryScheduled;
    private boolean inputEnded;

    private PipeChannel(int capacityBytes) {
        super(null);
        this.capacityBytes = capacityBytes;
    }

    /** Two connected ends. */
    record Pair(PipeChannel first, PipeChannel second) {}

    /** @param capacityBytes what either end holds unread before its writer has to wait */
    static Pair pair(int capacityBytes) {
        var first = new PipeChannel(capacityBytes);
        var second = new PipeChannel(capacityBytes);
        first.peer = second;
        second.peer = first;
        return new Pair(first, second);
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
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
    protected AbstractUnsafe newUnsafe() {
        return new PipeUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return ADDRESS;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return ADDRESS;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
        inbound.forEach(ByteBuf::release);
        inbound.clear();
        inboundBytes = 0;
        PipeChannel other = peer;
        if (other != null && other.open) {
            other.inputEnded = true;
            other.scheduleDelivery();
        }
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        if (!inbound.isEmpty() || inputEnded) {
            scheduleDelivery();
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        PipeChannel reader = peer;
        for (ByteBuf message = (ByteBuf) out.current(); message != null; message = (ByteBuf) out.current()) {
            if (reader == null || !reader.open) {
                out.remove(new ClosedChannelException());
                continue;
            }
            int bytes = message.readableBytes();
            int room = capacityBytes - reader.inboundBytes;
            if (bytes <= room) {
                reader.take(message.retain());
                out.remove();
            } else if (room > 0) {
                reader.take(message.readRetainedSlice(room));
                out.progress(room);
            } else {
                return; // goes on when the reader has made room
            }
        }
    }

    private void take(ByteBuf message) {
        inbound.add(message);
        inboundBytes += message.readableBytes();
        scheduleDelivery();
    }

    private void scheduleDelivery() {
        if (!deliveryScheduled && isRegistered()) {
            deliveryScheduled = true;
            eventLoop().execute(this::deliver);
        }
    }

    private void deliver() {
        deliveryScheduled = false;
        // As epoll does it: the other end's close brings what is left, whether or not somebody wants to read.
        if (open && !inbound.isEmpty() && (readPending || inputEnded)) {
            readPending = false;
            for (int i = 0; i < BUFFERS_PER_TURN && !inbound.isEmpty(); i++) {
                ByteBuf message = inbound.remove();
                inboundBytes -= message.readableBytes();
                pipeline().fireChannelRead(message);
                if (!config.isAutoRead() && !inputEnded) {
                    break;
                }
            }
            pipeline().fireChannelReadComplete();
            letPeerWrite();
        }
        if (open && !inbound.isEmpty() && (readPending || inputEnded)) {
            scheduleDelivery();
        } else if (open && inputEnded && inbound.isEmpty()) {
            close();
        }
    }

    private void letPeerWrite() {
        PipeChannel writer = peer;
        if (writer != null && writer.open && writer.unsafe() instanceof PipeUnsafe unsafe) {
            unsafe.resume();
        }
    }

    private final class PipeConfig extends DefaultChannelConfig {
        PipeConfig() {
            super(PipeChannel.this);
        }

        @Override
        protected void autoReadCleared() {
            readPending = false;
        }
    }

    private final class PipeUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException());
        }

        void resume() {
            flush0();
        }
    }
}
