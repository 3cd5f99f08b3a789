package dev.usbshare.quic;

import dev.usbshare.path.PeerPaths;
import dev.usbshare.quic.ConnectException.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connection we dialled: completes its {@link Dialling}, or says what went wrong. */
final class DialledEvents extends ConnectionEvents {

    /** TLS alert no_application_protocol (RFC 7301 §3.2). */
    private static final int NO_APPLICATION_PROTOCOL = 120;

    private final Dialling dialling;
    private @Nullable QuicConnectionCloseEvent refusal;

    DialledEvents(QuicStreams streams, Set<QuicPeerConnection> connections, Dialling dialling) {
        super(streams, connections);
        this.dialling = dialling;
    }

    @Override
    PeerHandler onEstablished(QuicPeerConnection connection) {
        dialling.result.complete(connection);
        return dialling.handler;
    }

    @Override
    PeerPaths paths() {
        return Objects.requireNonNull(dialling.paths, "dialled");
    }

    @Override
    void onPeerClosed(QuicConnectionCloseEvent close) {
        refusal = close;
        super.onPeerClosed(close);
    }

    /** Why there is no connection. */
    ConnectException failureOf(@Nullable Throwable cause, Duration timeout) {
        String where = paths().remoteAddress() instanceof InetSocketAddress at && hasAnswered(cause)
                ? at.getHostString() + " port " + at.getPort()
                : dialling.where();
        if (dialling.presented != null) {
            return new ConnectException(
                    Reason.WRONG_NODE,
                    where + " is node " + dialling.presented.toShortString() + "..., not "
                            + dialling.expected.toShortString()
                            + "...; check the address, or ask its owner for the new node id");
        }
        if (refusal != null && QuicConnectionCloseEvent.extractTlsError(refusal.error()) == NO_APPLICATION_PROTOCOL) {
            return new ConnectException(
                    Reason.PROTOCOL, where + " does not speak " + QuicTransport.PROTOCOL + "; check the port");
        }
        if (cause instanceof ConnectTimeoutException) {
            return new ConnectException(
                    Reason.UNREACHABLE,
                    "no answer from " + where + " within " + timeout.toMillis()
                            + " ms; check that the server runs there and that UDP passes the firewall");
        }
        String detail = cause == null ? "closed" : String.valueOf(cause.getMessage());
        return new ConnectException(Reason.PROTOCOL, where + " answered, but the handshake failed: " + detail);
    }

    /** Somebody answered, and that at one place. */
    private boolean hasAnswered(@Nullable Throwable cause) {
        return dialling.presented != null || refusal != null || !(cause instanceof ConnectTimeoutException);
    }
}
