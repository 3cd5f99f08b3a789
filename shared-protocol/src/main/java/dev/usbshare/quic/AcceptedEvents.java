package dev.usbshare.quic;

import dev.usbshare.path.PathHandler;
import dev.usbshare.path.PeerPaths;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection a peer dialled. Counts as an unfinished handshake until it is established or gone. */
final class AcceptedEvents extends ConnectionEvents {

    private final PeerAcceptor acceptor;
    private final PathHandler paths;
    private final AddressValidation validation;
    private final long handshakeMillis;
    private @Nullable Future<?> handshakeTimeout;
    private @Nullable PeerPaths kept;
    private boolean handshaking;

    AcceptedEvents(
            QuicStreams streams,
            Set<QuicPeerConnection> connections,
            PeerAcceptor acceptor,
            PathHandler paths,
            AddressValidation validation,
            long handshakeMillis) {
        super(streams, connections);
        this.acceptor = acceptor;
        this.paths = paths;
        this.validation = validation;
        this.handshakeMillis = handshakeMillis;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        handshaking = true;
        validation.handshakeBegan();
        @Nullable
        PeerPaths ways = paths.keep(
                Objects.requireNonNull((InetSocketAddress) ((QuicChannel) ctx.channel()).remoteSocketAddress()));
        kept = ways;
        ctx.channel().closeFuture().addListener(closed -> {
            handshakeEnded();
            if (ways != null) {
                ctx.executor().execute(() -> paths.forget(ways));
            }
        });
        if (ways == null) {
            ctx.channel().close();
        }
    }

    @Override
    PeerPaths paths() {
        return Objects.requireNonNull(kept, "accepted");
    }

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
        if (handshaking) {
            handshakeTimeout = ctx.executor().schedule(() -> ctx.close(), handshakeMillis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    PeerHandler onEstablished(QuicPeerConnection connection) {
        handshakeEnded();
        return acceptor.accept(connection);
    }

    private void handshakeEnded() {
        if (handshaking) {
            handshaking = false;
            validation.handshakeEnded();
            if (handshakeTimeout != null) {
                handshakeTimeout.cancel(false);
            }
        }
    }
}
