package dev.usbshare.client.remote;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.quic.PeerTransport;
import dev.usbshare.wire.CloseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials one address at a time: looks the host's name up and makes a connection. Of a dial that was followed by another one, or
 * forgotten, nothing is heard, and its connection is closed.
 *
 * <p><b>Confinement</b>: the transport's executor.
 */
final class Dialler {

    private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);

    /** Hears what the latest dial came to. */
    @FunctionalInterface
    interface Outcome {

        /**
         * Called once.
         *
         * @param made null if there is no connection
         * @param failure why there is none, for people; empty if there is one
         */
        void dialled(@Nullable PeerConnection made, String failure);
    }

    private final PeerTransport transport;
    private final HostResolver resolver;
    private int latest;

    Dialler(PeerTransport transport, HostResolver resolver) {
        this.transport = transport;
        this.resolver = resolver;
    }

    void dial(NodeId node, InetSocketAddress target, PeerHandler handler, Outcome outcome) {
        int number = ++latest;
        resolver.resolve(target.getHostString())
                .whenComplete((found, failure) ->
                        onExecutor(() -> resolved(number, node, target, found, failure, handler, outcome)));
    }

    void forget() {
        latest++;
    }

    private void resolved(
            int number,
            NodeId node,
            InetSocketAddress target,
            @Nullable InetAddress found,
            @Nullable Throwable failure,
            PeerHandler handler,
            Outcome outcome) {
        if (number != latest) {
            return;
        }
        if (found == null) {
            LOG.atDebug()
                    .addKeyValue("host", target.getHostString())
                    .setCause(failure)
                    .log("Not resolved");
            outcome.dialled(null, "cannot resolve " + target.getHostString() + "; check the name or use an address");
            return;
        }
        transport
                .dial(node, new InetSocketAddress(found, target.getPort()), handler)
                .whenComplete((made, refusal) -> {
                    if (number == latest) {
                        outcome.dialled(made, refusal == null ? "" : message(refusal));
                    } else if (made != null) {
                        made.close(CloseCode.OK, "client is done");
                    }
                });
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }

    private void onExecutor(Runnable work) {
        if (transport.executor().inEventLoop()) {
            work.run();
        } else {
            transport.executor().execute(work);
        }
    }
}
