package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.WireLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One side of a connection on an {@link InMemoryNetwork}. */
final class InMemoryConnection implements PeerConnection {

    private final InMemoryNetwork network;
    private final InMemoryTransport local;
    private final InMemoryTransport remote;
    private final InMemoryLink outgoing;
    private final Map<Long, InMemoryStream> streams = new HashMap<>();
    private final boolean dialled;

    private @Nullable InMemoryConnection other;
    private @Nullable PeerHandler handler;
    private @Nullable CloseReason reason;
    private @Nullable ScheduledFuture<?> idleCheck;
    private boolean accepted;
    private long nextStreamId;
    private long lastHeardNanos;
    private boolean sentSinceHeard;

    /** @param handler null: the transport's acceptor will name it */
    InMemoryConnection(
            InMemoryNetwork network, InMemoryTransport local, InMemoryTransport remote, @Nullable PeerHandler handler) {
        this.network = network;
        this.local = local;
        this.remote = remote;
        this.handler = handler;
        this.dialled = handler != null;
        this.accepted = dialled;
        this.nextStreamId = dialled ? 0 : 1;
        this.outgoing = new InMemoryLink(network, this);
    }

    void connect(InMemoryConnection otherSide) {
        other = otherSide;
        network.add(this);
        if (dialled) {
            begin();
        }
    }

    private void begin() {
        local.add(this);
        lastHeardNanos = network.executor().now().toNanos();
        watchForSilence();
    }

    /** The handshake's last packet arrived at the side that was dialled. */
    void accept() {
        if (reason != null) {
            return;
        }
        begin();
        handler = local.accept(this);
        accepted = true;
        other().outgoing.deliverAll();
    }

    /** Packets are not looked at before the acceptor has returned. */
    boolean isAccepted() {
        return accepted;
    }

    InMemoryConnection other() {
        if (other == null) {
            throw new IllegalStateException("not connected");
        }
        return other;
    }

    InMemoryLink outgoing() {
        return outgoing;
    }

    boolean isEnded() {
        return reason != null;
    }

    @Override
    public NodeId peer() {
        return remote.id();
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote.localAddress();
    }

    @Override
    public EventExecutor executor() {
        return network.executor();
    }

    @Override
    public CompletionStage<Channel> openStream(StreamPriority priority, ChannelHandler handler) {
        var result = new CompletableFuture<Channel>();
        network.executor().execute(() -> {
            if (isEnded()) {
                result.completeExceptionally(new ClosedChannelException());
            } else if (openedHere() >= WireLimits.MAX_STREAMS) {
                result.completeExceptionally(new IOException("the peer's limit on streams is reached"));
            } else {
                InMemoryStream stream = new InMemoryStream(this, nextStreamId, priority);
                nextStreamId += 2;
                start(stream, handler);
                result.complete(stream);
            }
        });
        return result;
    }

    private long openedHere() {
        return streams.keySet().stream()
                .filter(id -> id % 2 == nextStreamId % 2)
                .count();
    }

    private void start(InMemoryStream stream, ChannelHandler streamHandler) {
        streams.put(stream.streamId(), stream);
        stream.pipeline().addLast(streamHandler);
        network.executor().register(stream);
    }

    @Override
    public void prioritize(Channel stream, StreamPriority priority) {
        ((InMemoryStream) stream).setPriority(priority);
    }

    @Override
    public void close(CloseCode code, String detail) {
        if (network.executor().inEventLoop()) {
            closeNow(code, detail);
        } else {
            network.executor().execute(() -> closeNow(code, detail));
        }
    }

    private void closeNow(CloseCode code, String detail) {
        if (!isEnded()) {
            String cut = CloseText.decode(CloseText.encode(detail));
            outgoing.sendOnce(() -> other().end(new CloseReason.ByPeer(code, cut)));
            end(new CloseReason.ByUs(code, detail));
        }
    }

    @Override
    public CompletionStage<PathStatistics> statistics() {
        Duration roundTrip = network.profile().delay().multipliedBy(2);
        return CompletableFuture.completedFuture(
                new PathStatistics(roundTrip, outgoing.sent(), other().outgoing.delivered(), outgoing.lost()));
    }

    /** The end of this side, for whatever reason: streams first, then the handler, as tasks of their own. */
    void end(CloseReason why) {
        if (reason != null) {
            return;
        }
        reason = why;
        network.remove(this);
        local.remove(this);
        if (idleCheck != null) {
            idleCheck.cancel(false);
        }
        outgoing.discardQueued();
        other().outgoing.discardUnderWay();
        if (other().isEnded()) {
            outgoing.discardUnderWay();
        }
        List<InMemoryStream> ended = new ArrayList<>(streams.values());
        streams.clear();
        for (InMemoryStream stream : ended) {
            stream.abort();
        }
        network.executor().execute(() -> {
            PeerHandler told = handler;
            handler = null;
            if (told != null) {
                told.closed(this, why);
            }
        });
    }

    void onHeard() {
        lastHeardNanos = network.executor().now().toNanos();
        sentSinceHeard = false;
    }

    /** The first packet sent after something was heard restarts the idle timer too (RFC 9000 §10.1). */
    void onSent() {
        if (!sentSinceHeard) {
            sentSinceHeard = true;
            lastHeardNanos = network.executor().now().toNanos();
        }
    }

    private void watchForSilence() {
        long timeout = network.profile().idleTimeout().toNanos();
        long silent = network.executor().now().toNanos() - lastHeardNanos;
        if (silent >= timeout) {
            end(new CloseReason.TimedOut());
        } else {
            idleCheck = network.executor().schedule(this::watchForSilence, timeout - silent, TimeUnit.NANOSECONDS);
        }
    }

    /** The stream that a packet belongs to; a new one if the peer opened it. Null: it is over. */
    @Nullable
    InMemoryStream streamFor(long streamId, boolean first) {
        InMemoryStream stream = streams.get(streamId);
        PeerHandler accepting = handler;
        boolean peerOpened = streamId % 2 != nextStreamId % 2;
        if (stream == null && first && peerOpened && accepting != null) {
            stream = new InMemoryStream(this, streamId, StreamPriority.BULK);
            start(stream, accepting.acceptStream(this));
        }
        return stream;
    }

    void forget(InMemoryStream stream) {
        streams.remove(stream.streamId());
    }

    InMemoryNetwork network() {
        return network;
    }

    @Override
    public String toString() {
        return local.id().toShortString() + " to " + remote.id().toShortString();
    }
}
