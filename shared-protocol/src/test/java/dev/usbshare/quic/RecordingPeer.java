package dev.usbshare.quic;

import dev.usbshare.wire.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A {@link PeerHandler} and {@link PeerAcceptor} that writes down what it is told, for the test's thread to wait for. */
final class RecordingPeer implements PeerHandler, PeerAcceptor {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<PeerConnection> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReason> closed = new LinkedBlockingQueue<>();
    private final Supplier<ChannelHandler> streams;
    private final Consumer<PeerConnection> onAccept;

    RecordingPeer() {
        this(ChannelInboundHandlerAdapter::new);
    }

    RecordingPeer(Supplier<ChannelHandler> streams) {
        this(streams, connection -> {});
    }

    private RecordingPeer(Supplier<ChannelHandler> streams, Consumer<PeerConnection> onAccept) {
        this.streams = streams;
        this.onAccept = onAccept;
    }

    /** Closes every connection before the acceptor returns. */
    static RecordingPeer refusing(CloseCode code, String detail) {
        return new RecordingPeer(ChannelInboundHandlerAdapter::new, connection -> connection.close(code, detail));
    }

    @Override
    public PeerHandler accept(PeerConnection connection) {
        onAccept.accept(connection);
        accepted.add(connection);
        return this;
    }

    @Override
    public ChannelHandler acceptStream(PeerConnection connection) {
        return streams.get();
    }

    @Override
    public void closed(PeerConnection connection, CloseReason reason) {
        closed.add(reason);
    }

    PeerConnection awaitAccepted() throws InterruptedException {
        return await(accepted, "no connection was accepted");
    }

    CloseReason awaitClosed() throws InterruptedException {
        return await(closed, "no connection was closed");
    }

    boolean hasMoreCloses() {
        return !closed.isEmpty();
    }

    static <T> T await(BlockingQueue<T> queue, String otherwise) throws InterruptedException {
        T next = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError(otherwise + " within " + PATIENCE);
        }
        return next;
    }

    static Channel open(PeerConnection connection, StreamPriority priority, ChannelHandler handler) throws Exception {
        return connection
                .openStream(priority, handler)
                .toCompletableFuture()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
