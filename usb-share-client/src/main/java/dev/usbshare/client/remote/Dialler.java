package dev.usbshare.client.remote;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.NodeLookup;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.quic.PeerTransport;
import dev.usbshare.wire.CloseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials one node at a time, wherever it may be: its addresses, whose names it looks up, its relays, and what a lookup finds, all at
 * once. Of a dial that was followed by another one, or forgotten, nothing is heard, and its connection is closed.
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
    private final NodeLookup lookup;
    private int latest;

    Dialler(PeerTransport transport, HostResolver resolver, NodeLookup lookup) {
        this.transport = transport;
        this.resolver = resolver;
        this.lookup = lookup;
    }

    void dial(RemoteAddress target, PeerHandler handler, Outcome outcome) {
        new Dial(++latest, target, handler, outcome).start();
    }

    void forget() {
        latest++;
    }

    private void onExecutor(Runnable work) {
        if (transport.executor().inEventLoop()) {
            work.run();
        } else {
            transport.executor().execute(work);
        }
    }

    /** One dial: waits for the first place that is known, and is told of the others as they are found. */
    private final class Dial {

        private final int number;
        private final RemoteAddress target;
        private final PeerHandler handler;
        private final Outcome outcome;
        private final List<String> unresolved = new ArrayList<>();
        private int awaited = 1;
        private boolean dialled;

        Dial(int number, RemoteAddress target, PeerHandler handler, Outcome outcome) {
            this.number = number;
            this.target = target;
            this.handler = handler;
            this.outcome = outcome;
        }

        void start() {
            var atOnce = new ArrayList<InetSocketAddress>();
            for (InetSocketAddress address : target.addresses()) {
                CompletableFuture<InetAddress> found =
                        resolver.resolve(address.getHostString()).toCompletableFuture();
                if (found.isDone() && !found.isCompletedExceptionally()) {
                    atOnce.add(new InetSocketAddress(found.join(), address.getPort()));
                } else {
                    awaited++;
                    found.whenComplete((host, failure) -> onExecutor(() -> resolved(address, host, failure)));
                }
            }
            found(new NodeAddresses(atOnce, target.relays()));
            awaited++;
            lookup.find(target.nodeId(), more -> onExecutor(() -> found(more)), () -> onExecutor(this::answered));
            answered();
        }

        private void resolved(InetSocketAddress address, @Nullable InetAddress host, @Nullable Throwable failure) {
            if (host != null) {
                found(new NodeAddresses(List.of(new InetSocketAddress(host, address.getPort())), List.of()));
            } else {
                unresolved.add(address.getHostString());
                LOG.atDebug()
                        .addKeyValue("host", address.getHostString())
                        .setCause(failure)
                        .log("Not resolved");
            }
            answered();
        }

        private void found(NodeAddresses places) {
            if (number != latest || places.isEmpty()) {
                return;
            }
            if (dialled) {
                transport.found(target.nodeId(), places);
                return;
            }
            dialled = true;
            transport.dial(target.nodeId(), places, handler).whenComplete((made, refusal) -> {
                if (number == latest) {
                    outcome.dialled(made, refusal == null ? "" : message(refusal));
                } else if (made != null) {
                    made.close(CloseCode.OK, "client is done");
                }
            });
        }

        /** One of those that were asked has said all it knows. */
        private void answered() {
            if (--awaited == 0 && !dialled && number == latest) {
                outcome.dialled(
                        null,
                        unresolved.isEmpty()
                                ? "nobody knows where node " + target.nodeId().toShortString()
                                        + " is: is it running, and may it be found (docs/connectivity.md)? Or give its address"
                                : "cannot resolve " + String.join(", ", unresolved)
                                        + "; check the name or use an address");
            }
        }
    }

    private static String message(Throwable failure) {
        Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }
}
