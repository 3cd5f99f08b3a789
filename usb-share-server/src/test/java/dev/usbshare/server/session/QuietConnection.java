package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PathStatistics;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.wire.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection that carries nothing. */
final class QuietConnection implements PeerConnection {

    private final NodeId peer;
    private final EventExecutor executor;

    QuietConnection(NodeId peer, EventExecutor executor) {
        this.peer = peer;
        this.executor = executor;
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("nowhere", 1);
    }

    @Override
    public EventExecutor executor() {
        return executor;
    }

    @Override
    public CompletionStage<Channel> openStream(StreamPriority priority, ChannelHandler handler) {
        throw new AssertionError("a server opens no streams");
    }

    @Override
    public void prioritize(Channel stream, StreamPriority priority) {}

    @Override
    public void close(CloseCode code, String detail) {}

    @Override
    public CompletionStage<PathStatistics> statistics() {
        return CompletableFuture.failedStage(new AssertionError("none"));
    }
}
