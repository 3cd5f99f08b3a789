package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathView.State;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ways to one peer, each once, and no more than a peer may cost us. */
final class PathTable {

    /** What one side may name ({@link NodeAddresses#MAX} of each kind), and what is found on the way. */
    private static final int MAX = 2 * NodeAddresses.MAX;

    private final Map<PathTarget, Path> paths = new LinkedHashMap<>();

    Collection<Path> all() {
        return paths.values();
    }

    @Nullable
    Path find(PathTarget target) {
        return paths.get(target);
    }

    /**
     * Null if there is no room: all that is there works.
     *
     * @param keep not to be put out for it
     */
    @Nullable
    Path add(Path path, @Nullable Path keep) {
        if (paths.size() >= MAX && !makeRoom(keep)) {
            return null;
        }
        paths.put(path.target, path);
        return path;
    }

    @SuppressWarnings("ReferenceEquality") // this very path
    private boolean makeRoom(@Nullable Path keep) {
        for (Path path : paths.values()) {
            if (path != keep && path.state() == State.UNPROVED && !path.hasAnswered()) {
                paths.remove(path.target);
                return true;
            }
        }
        for (Path path : paths.values()) {
            if (path != keep && path.state() == State.DEAD) {
                paths.remove(path.target);
                return true;
            }
        }
        return false;
    }
}
