package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/** The servers of the local networks, as they announce themselves by mDNS ({@link LanAnnouncer}). Thread-safe. */
public final class LanBrowser implements NodeLookup, AutoCloseable {

    /** Within which a server on the local network answers. */
    private static final long PATIENCE_MILLIS = 2500;

    private static final long ASK_MILLIS = 1;

    private final LanTable table = new LanTable();
    private final LanSockets sockets;

    /**
     * Begins to listen.
     *
     * @param addresses this machine's; asked again and again, on a thread of this object's
     */
    public LanBrowser(Callable<List<InetAddress>> addresses) {
        this.sockets = new LanSockets(
                "usb-share-lan",
                addresses,
                (address, socket) -> socket.addServiceListener(LanSockets.TYPE, new Listener(address, socket)),
                table::left);
    }

    /** Those that are there, known or not. */
    public List<LanServer> servers() {
        return table.all();
    }

    @Override
    public void find(NodeId node, Consumer<NodeAddresses> found, Runnable done) {
        var over = new AtomicBoolean();
        Consumer<LanServer> seen = server -> {
            if (over.compareAndSet(false, true)) {
                found.accept(new NodeAddresses(server.addresses(), List.of()));
                done.run();
            }
        };
        var known = table.get(node);
        if (known.isPresent()) {
            seen.accept(known.get());
            return;
        }
        var request = table.await(node, seen);
        if (request.isEmpty()) {
            done.run();
            return;
        }
        sockets.forEach(socket -> socket.requestServiceInfo(LanSockets.TYPE, node.toString(), true, ASK_MILLIS));
        sockets.after(PATIENCE_MILLIS, () -> {
            if (request.get().withdraw() && over.compareAndSet(false, true)) {
                done.run();
            }
        });
    }

    @Override
    public void close() {
        sockets.close();
    }

    private final class Listener implements ServiceListener {

        private final InetAddress hearer;
        private final JmDNS socket;

        Listener(InetAddress hearer, JmDNS socket) {
            this.hearer = hearer;
            this.socket = socket;
        }

        @Override
        public void serviceAdded(ServiceEvent event) {
            socket.requestServiceInfo(event.getType(), event.getName(), true, ASK_MILLIS);
        }

        @Override
        public void serviceRemoved(ServiceEvent event) {
            try {
                table.gone(hearer, NodeId.parse(event.getName()));
            } catch (IllegalArgumentException e) {
                // It was none of ours.
            }
        }

        @Override
        public void serviceResolved(ServiceEvent event) {
            ServiceInfo info = event.getInfo();
            LanServer server = LanServer.of(
                    event.getName(),
                    info.getPropertyString(LanAnnouncer.NAME),
                    info.getPort(),
                    List.of(info.getInetAddresses()),
                    hearer);
            if (server != null) {
                table.seen(hearer, server);
            }
        }
    }
}
