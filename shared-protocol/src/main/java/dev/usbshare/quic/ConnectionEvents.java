package dev.usbshare.quic;

import dev.usbshare.path.PeerPaths;
import dev.usbshare.wire.CloseCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AttributeKey;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one QUIC connection from its handshake to its end, and tells its {@link PeerHandler}. Subclasses say where
 * the handler comes from.
 *
 * <p><b>Confinement</b>: the transport's event loop.
 */
abstract class ConnectionEvents extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEvents.class);
    private static final AttributeKey<ConnectionEvents> SELF = AttributeKey.valueOf(ConnectionEvents.class, "self");

    private final QuicStreams streams;
    private final Set<QuicPeerConnection> connections;
    private @Nullable QuicPeerConnection connection;
    private @Nullable PeerHandler handler;

    ConnectionEvents(QuicStreams streams, Set<QuicPeerConnection> connections) {
        this.streams = streams;
        this.connections = connections;
    }

    /** The ways to the peer. */
    abstract PeerPaths paths();

    /** The handshake is done and the peer's key is known. */
    abstract PeerHandler onEstablished(QuicPeerConnection connection);

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().attr(SELF).set(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        QuicChannel channel = (QuicChannel) ctx.channel();
        SSLEngine engine = Objects.requireNonNull(channel.sslEngine());
        QuicPeerConnection made;
        try {
            made = new QuicPeerConnection(channel, PeerTls.peerOf(engine), paths(), streams);
        } catch (CertificateException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("closing a connection without a usable certificate");
            channel.close();
            return;
        }
        connection = made;
        connections.add(made);
        paths().established();
        try {
            handler = onEstablished(made);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("peer", made.peer().toShortString())
                    .setCause(e)
                    .log("a connection was not taken");
            made.close(CloseCode.INTERNAL, "");
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicConnectionCloseEvent close) {
            onPeerClosed(close);
        }
    }

    void onPeerClosed(QuicConnectionCloseEvent close) {
        if (connection != null) {
            connection.onPeerClosed(close);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        QuicPeerConnection ended = connection;
        if (ended == null) {
            return;
        }
        connections.remove(ended);
        PeerHandler told = handler;
        handler = null;
        if (told != null) {
            told.closed(ended, ended.endedBecause());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // quiche closes the connection itself where it must; a stranger's packets must not fill the log.
        LOG.atDebug().addKeyValue("error", String.valueOf(cause)).log("connection");
    }

    private void acceptStream(QuicStreamChannel stream) {
        if (connection == null || handler == null || connection.isClosed()) {
            stream.close();
        } else {
            streams.setUp(stream, handler.acceptStream(connection));
        }
    }

    /** A stream's peer gave it up half-way, which the protocol has no use for. */
    static void onStreamReset(QuicChannel channel) {
        QuicPeerConnection connection = channel.attr(SELF).get().connection;
        if (connection != null) {
            connection.close(CloseCode.UNEXPECTED, "a stream was reset");
        }
    }

    /** Gives streams that a peer opens to the handler of their connection. */
    static ChannelInitializer<QuicStreamChannel> peerStreams() {
        return new ChannelInitializer<>() {
            @Override
            public boolean isSharable() {
                return true;
            }

            @Override
            protected void initChannel(QuicStreamChannel stream) {
                stream.parent().attr(SELF).get().acceptStream(stream);
            }
        };
    }
}
