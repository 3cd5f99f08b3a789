package dev.usbshare.quic;

import dev.usbshare.identity.IdentityHistory;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PeerIdentity;
import dev.usbshare.path.Directness;
import dev.usbshare.path.PathSignal;
import dev.usbshare.path.PathView;
import dev.usbshare.path.PeerPaths;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicConnectionStats;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamPriority;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection over Netty QUIC whose handshake is done. Its fields are confined to the event loop. */
final class QuicPeerConnection implements PeerConnection {

    private final QuicChannel channel;
    private final PeerIdentity peer;
    private final PeerPaths paths;
    private final QuicStreams streams;
    private @Nullable CloseReason reason;

    QuicPeerConnection(QuicChannel channel, PeerIdentity peer, PeerPaths paths, QuicStreams streams) {
        this.channel = channel;
        this.peer = peer;
        this.paths = paths;
        this.streams = streams;
    }

    @Override
    public NodeId peer() {
        return peer.id();
    }

    @Override
    public IdentityHistory history() {
        return peer.history();
    }

    @Override
    public SocketAddress remoteAddress() {
        return paths.remoteAddress();
    }

    @Override
    public List<PathView> paths() {
        return paths.views();
    }

    @Override
    public Directness directness() {
        return paths.directness();
    }

    @Override
    public long pathSwitches() {
        return paths.switches();
    }

    @Override
    public void openPaths(Consumer<PathSignal> out) {
        paths.open(out);
    }

    @Override
    public void onPathSignal(PathSignal signal) {
        try {
            paths.signalled(signal, peer.id());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(CloseCode.UNEXPECTED, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public EventExecutor executor() {
        return channel.eventLoop();
    }

    @Override
    public CompletionStage<Channel> openStream(StreamPriority priority, ChannelHandler handler) {
        var result = new CompletableFuture<Channel>();
        runOnLoop(() -> openStreamNow(priority, handler, result));
        return result;
    }

    private void openStreamNow(StreamPriority priority, ChannelHandler handler, CompletableFuture<Channel> result) {
        if (isClosed()) {
            result.completeExceptionally(new ClosedChannelException());
            return;
        }
        Future<QuicStreamChannel> opening =
                channel.createStream(QuicStreamType.BIDIRECTIONAL, streams.initializer(handler));
        opening.addListener((Future<QuicStreamChannel> opened) -> {
            if (opened.isSuccess()) {
                prioritize(opened.getNow(), priority);
                result.complete(opened.getNow());
            } else {
                result.completeExceptionally(new IOException("open a stream to "
                        + peer.id().toShortString() + ": " + opened.cause().getMessage()));
            }
        });
    }

    @Override
    public void prioritize(Channel stream, StreamPriority priority) {
        // Incremental: streams of equal urgency take turns.
        ((QuicStreamChannel) stream).updatePriority(new QuicStreamPriority(priority.urgency(), true));
    }

    @Override
    public void close(CloseCode code, String detail) {
        runOnLoop(() -> {
            if (reason == null) {
                reason = new CloseReason.ByUs(code, detail);
                channel.close(true, code.code(), Unpooled.wrappedBuffer(CloseText.encode(detail)));
            }
        });
    }

    @Override
    public CompletionStage<PathStatistics> statistics() {
        var result = new CompletableFuture<PathStatistics>();
        Future<QuicConnectionStats> connection = channel.collectStats();
        connection.addListener((Future<QuicConnectionStats> counts) -> {
            Future<QuicConnectionPathStats> path = channel.collectPathStats(0);
            path.addListener((Future<QuicConnectionPathStats> times) -> {
                if (counts.isSuccess() && times.isSuccess() && counts.getNow() != null && times.getNow() != null) {
                    result.complete(statisticsOf(counts.getNow(), times.getNow()));
                } else {
                    result.completeExceptionally(new ClosedChannelException());
                }
            });
        });
        return result;
    }

    private static PathStatistics statisticsOf(QuicConnectionStats counts, QuicConnectionPathStats times) {
        return new PathStatistics(Duration.ofNanos(times.rtt()), counts.sent(), counts.recv(), counts.lost());
    }

    /** The peer's CONNECTION_CLOSE arrived. */
    void onPeerClosed(QuicConnectionCloseEvent event) {
        if (reason == null) {
            reason = reasonOf(event);
            // What arrived before it is still delivered in this turn.
            channel.eventLoop().execute(() -> channel.close());
        }
    }

    private static CloseReason reasonOf(QuicConnectionCloseEvent event) {
        String text = CloseText.decode(textOf(event));
        if (!event.isApplicationClose()) {
            return new CloseReason.Failed(
                    "the peer's transport gave up (error 0x" + Integer.toHexString(event.error()) + ") " + text);
        }
        return CloseCode.ofCode(event.error())
                .<CloseReason>map(code -> new CloseReason.ByPeer(code, text))
                .orElseGet(() -> new CloseReason.Failed(
                        "the peer closed with unknown code 0x" + Integer.toHexString(event.error()) + " " + text));
    }

    private static byte[] textOf(QuicConnectionCloseEvent event) {
        try {
            return event.reason();
        } catch (NullPointerException e) {
            // Netty 4.2.18 keeps null for an empty reason, and clones it.
            return new byte[0];
        }
    }

    /** Why the connection, now ended, ended. */
    CloseReason endedBecause() {
        CloseReason known = reason;
        if (known == null) {
            known = channel.isTimedOut() ? new CloseReason.TimedOut() : new CloseReason.Failed("the transport failed");
            reason = known;
        }
        return known;
    }

    boolean isClosed() {
        return reason != null || !channel.isActive();
    }

    private void runOnLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    @Override
    public String toString() {
        return "PeerConnection[" + peer.id().toShortString() + " at " + remoteAddress() + "]";
    }
}
