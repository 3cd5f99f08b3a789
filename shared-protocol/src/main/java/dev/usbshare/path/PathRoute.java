package dev.usbshare.path;

import dev.usbshare.path.PathView.State;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way that one connection's packets take.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #views}, {@link #switches} and {@link #remoteAddress}, which any thread may call.
 */
final class PathRoute {

    private final PathNetwork network;
    private final PathTable table;
    private List<Path> paths = List.of();
    private @Nullable Path active;
    private Instant activeSince;
    private long switched;
    private volatile long switches;

    private volatile List<PathView> views = List.of();
    private volatile SocketAddress remoteAddress;

    /** @param nowhere the peer's address before there is one */
    PathRoute(PathNetwork network, PathTable table, SocketAddress nowhere) {
        this.network = network;
        this.table = table;
        this.remoteAddress = nowhere;
        this.activeSince = network.wall();
    }

    /** What packets take now, all of them; the first is the active one, if there is one. */
    List<Path> paths() {
        return paths;
    }

    @Nullable
    Path active() {
        return active;
    }

    boolean isRelayed() {
        return active == null || active.isRelay();
    }

    /** Chooses anew: what packets take from here on and have not taken so far. */
    List<Path> choose() {
        List<Path> chosen = PathChoice.choose(active, table.all());
        List<Path> before = paths;
        boolean somethingWorks = chosen.stream().anyMatch(path -> path.state() == State.VALID);
        if (active == null && !somethingWorks) {
            paths = chosen;
            return List.of();
        }
        use(chosen.getFirst());
        paths = chosen;
        return chosen.stream().filter(path -> !before.contains(path)).toList();
    }

    /** Packets take this path and no other. */
    void use(Path path) {
        Path before = active;
        paths = List.of(path);
        if (path != before) {
            active = path;
            activeSince = network.wall();
            remoteAddress = switch (path.target) {
                case PathTarget.Udp(var at) -> at;
                case PathTarget.Relayed(var relay, var node) -> new RelayAddress(relay, node);
            };
            look();
            if (before != null) {
                switches = ++switched;
                network.switched(before.kind(), path.kind());
            }
        }
    }

    /** Lets people see how the paths are. */
    void look() {
        var seen = new ArrayList<PathView>();
        for (Path path : table.all()) {
            if (path == active) {
                seen.addFirst(path.viewActive(activeSince));
            } else {
                seen.add(path.view());
            }
        }
        views = List.copyOf(seen);
    }

    List<PathView> views() {
        return views;
    }

    long switches() {
        return switches;
    }

    SocketAddress remoteAddress() {
        return remoteAddress;
    }
}
