package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the local networks, by mDNS, that a server is here: its node id, its name and its UDP port. Thread-safe. */
public final class LanAnnouncer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LanAnnouncer.class);

    /** Key of the TXT record. */
    static final String NAME = "name";

    private final NodeId node;
    private final String name;
    private final int port;
    private final LanSockets sockets;

    /**
     * Begins to.
     *
     * @param name for people
     * @param addresses this machine's, at which the port is open; asked again and again, on a thread of this object's
     */
    public LanAnnouncer(NodeId node, String name, int port, Callable<List<InetAddress>> addresses) {
        this.node = node;
        this.name = name;
        this.port = port;
        this.sockets = new LanSockets("usb-share-lan", addresses, this::announce, address -> {});
    }

    private void announce(InetAddress address, JmDNS socket) {
        try {
            socket.registerService(
                    ServiceInfo.create(LanSockets.TYPE, node.toString(), port, 0, 0, Map.of(NAME, name)));
            LOG.atDebug().addKeyValue("address", address.getHostAddress()).log("Announced on the local network");
        } catch (IOException e) {
            LOG.atInfo()
                    .addKeyValue("address", address.getHostAddress())
                    .addKeyValue("error", e.getMessage())
                    .log("Not announced on the local network");
        }
    }

    /** Takes it back. May take two seconds. */
    @Override
    public void close() {
        sockets.close();
    }
}
