package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.nat.PortMapper;
import dev.usbshare.path.PathKind;
import dev.usbshare.path.PathListener;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.server.session.SessionRegistry;
import dev.usbshare.service.QuicPort;
import dev.usbshare.service.network.KnownRelays;
import dev.usbshare.service.network.NetworkPaths;
import dev.usbshare.service.network.NetworkProperties;
import dev.usbshare.service.network.RouterPort;
import dev.usbshare.service.network.Whereabouts;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The UDP port that clients dial: opened when everything behind it is ready, closed when every session has ended. */
final class QuicDoor implements SmartLifecycle, KnownRelays {

    private static final Logger LOG = LoggerFactory.getLogger(QuicDoor.class);

    /** Devices are given back in milliseconds; a stuck one must not keep the service from ending. */
    private static final int GOODBYE_MILLIS = 2_000;

    private final ListenProperties listen;
    private final NodeKey key;
    private final NetworkProperties network;
    private final NodeEventLoop loop;
    private final SessionRegistry sessions;
    private final Whereabouts whereabouts;
    private volatile @Nullable QuicTransport transport;
    private @Nullable PortMapper mapper;

    QuicDoor(
            ListenProperties listen,
            NetworkProperties network,
            NodeKey key,
            NodeEventLoop loop,
            SessionRegistry sessions,
            Whereabouts whereabouts) {
        this.listen = listen;
        this.network = network;
        this.key = key;
        this.loop = loop;
        this.sessions = sessions;
        this.whereabouts = whereabouts;
    }

    @Override
    public void start() {
        QuicTransport bound = QuicPort.bind(
                loop.loop(),
                listen.address(),
                listen.port(),
                key,
                NetworkPaths.of(network, key, loop.loop(), true),
                new Ways(),
                sessions);
        transport = bound;
        mapper = RouterPort.ask(network, bound);
        whereabouts.opened(bound.localAddress());
    }

    @Override
    public void stop() {
        QuicTransport open = transport;
        if (open == null) {
            return;
        }
        try {
            sessions.stop().toCompletableFuture().get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn().log("Not every device was given back within {} ms", GOODBYE_MILLIS);
        } catch (ExecutionException e) {
            LOG.atWarn().setCause(e.getCause()).log("A session did not end in order");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transport = null;
        if (mapper != null) {
            mapper.close();
        }
        open.close();
    }

    private final class Ways implements PathListener {

        @Override
        public void switched(PathKind from, PathKind to) {}

        @Override
        public void ownAddressesChanged(NodeAddresses own) {
            whereabouts.changed(own);
        }
    }

    @Override
    public boolean isRunning() {
        return transport != null;
    }

    @Override
    public List<RelayStatus> relays() {
        QuicTransport open = transport;
        return open == null ? List.of() : open.paths().relayStatus();
    }

    /** The UDP port in use; the configured one while it is closed. */
    int port() {
        QuicTransport open = transport;
        return open == null ? listen.port() : open.localAddress().getPort();
    }

    /** {@code address:port} as configured, with the port really in use. */
    String localAddress() {
        QuicTransport open = transport;
        if (open == null) {
            return "closed";
        }
        String address = listen.address();
        return (address.contains(":") ? "[" + address + "]" : address) + ":"
                + open.localAddress().getPort();
    }
}
