package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PathReport;
import dev.usbshare.service.meters.MeterGroup;
import dev.usbshare.service.meters.NamedMeters;
import dev.usbshare.service.meters.PathMeters;
import dev.usbshare.service.meters.PathRow;
import dev.usbshare.service.meters.UrbTag;
import dev.usbshare.usb.Direction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The meters of connected peers: of each its own while it is connected, and how many there are.
 *
 * <p><b>Confinement</b>: the transport's executor; meters are read from any thread.
 */
final class PeerMeters {

    /** The meters of one peer, or of all that have none of their own. Thread-safe. */
    static final class One {

        private final Counter bytesIn;
        private final Counter bytesOut;
        private final AtomicInteger leases = new AtomicInteger();
        private final PathMeters path;

        private One(MeterGroup group) {
            bytesIn = group.counter(ServerMeters.PEER_URB_BYTES, UrbTag.DIRECTION, UrbTag.text(Direction.IN));
            bytesOut = group.counter(ServerMeters.PEER_URB_BYTES, UrbTag.DIRECTION, UrbTag.text(Direction.OUT));
            path = new PathMeters(
                    group,
                    ServerMeters.PEER_ROUND_TRIP,
                    ServerMeters.PEER_PACKET_LOSS,
                    ServerMeters.PEER_PATH_SWITCHES);
            group.gauge(ServerMeters.PEER_LEASES, leases::get);
        }

        void moved(Direction direction, int bytes) {
            (direction == Direction.IN ? bytesIn : bytesOut).increment(bytes);
        }

        void leases(int more) {
            leases.addAndGet(more);
        }
    }

    /** A peer with a session, or with the one that ends and the one that replaces it. */
    private static final class Connected {

        private final String name;
        private final One meters;
        private int sessions;
        private volatile Supplier<PathReport> path;

        private Connected(String name, One meters, Supplier<PathReport> path) {
            this.name = name;
            this.meters = meters;
            this.path = path;
        }
    }

    private final NamedMeters<One> meters;
    private final Map<NodeId, Connected> connected = new ConcurrentHashMap<>();

    PeerMeters(MeterRegistry registry) {
        meters = new NamedMeters<>(registry, List.of(ServerMeters.Tag.PEER, ServerMeters.Tag.NAME), One::new);
        for (String kind : PathRow.KINDS) {
            ServerMeters.SESSIONS
                    .gauge(() -> count(kind))
                    .tag(ServerMeters.Tag.PATH.asString(), kind)
                    .register(registry);
        }
    }

    private long count(String kind) {
        return connected.values().stream()
                .filter(peer -> PathRow.kindOf(peer.path.get()).equals(kind))
                .count();
    }

    void opened(NodeId peer, String name, Supplier<PathReport> path) {
        Connected its =
                connected.computeIfAbsent(peer, p -> new Connected(name, meters.of(p.toShortString(), name), path));
        its.sessions++;
        its.path = path;
        its.meters.path.follow(path);
    }

    void closed(NodeId peer) {
        Connected its = connected.get(peer);
        if (its != null && --its.sessions == 0) {
            connected.remove(peer);
            meters.remove(peer.toShortString(), its.name);
        }
    }

    One of(NodeId peer) {
        Connected its = connected.get(peer);
        return its == null ? meters.others() : its.meters;
    }
}
