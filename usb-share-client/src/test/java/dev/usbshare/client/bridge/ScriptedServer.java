package dev.usbshare.client.bridge;

import dev.usbshare.client.vhci.inprocess.TestChannels;
import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PathStatistics;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.wire.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection whose other end the test plays, stream by stream. Stages complete as tasks of the loop. */
final class ScriptedServer implements PeerConnection {

    final List<ScriptedStream> streams = new ArrayList<>();
    /** Opening a stream takes until {@link #letOpen}. */
    boolean slowToOpen;

    boolean failing;
    /** What a stream takes before its writer has to wait. */
    int streamBytes = 1 << 20;

    private final EventLoop loop;
    private final List<Runnable> held = new ArrayList<>();

    ScriptedServer(EventLoop loop) {
        this.loop = loop;
    }

    ScriptedStream stream(int endpoint) {
        return streams.stream()
                .filter(s -> s.isOpened() && s.endpoint().equals(new EndpointAddress(endpoint)))
                .findFirst()
                .orElseThrow();
    }

    List<Integer> openedEndpoints() {
        return streams.stream()
                .filter(ScriptedStream::isOpened)
                .map(s -> s.endpoint().value())
                .toList();
    }

    void letOpen() {
        held.forEach(loop::execute);
        held.clear();
        slowToOpen = false;
    }

    void cut() {
        streams.forEach(ScriptedStream::close);
    }

    @Override
    public CompletionStage<Channel> openStream(StreamPriority priority, ChannelHandler handler) {
        var result = new CompletableFuture<Channel>();
        Runnable opening = () -> {
            if (failing) {
                result.completeExceptionally(new IOException("no more streams"));
                return;
            }
            var stream = new ScriptedStream(priority);
            streams.add(stream);
            result.complete(TestChannels.connect(loop, streamBytes, handler, stream.handler()));
        };
        if (slowToOpen) {
            held.add(opening);
        } else {
            loop.execute(opening);
        }
        return result;
    }

    @Override
    public EventExecutor executor() {
        return loop;
    }

    @Override
    public NodeId peer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress remoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void prioritize(Channel stream, StreamPriority priority) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close(CloseCode code, String detail) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<PathStatistics> statistics() {
        throw new UnsupportedOperationException();
    }
}
