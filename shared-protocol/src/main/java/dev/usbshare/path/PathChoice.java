package dev.usbshare.path;

import dev.usbshare.path.PathView.State;
import java.net.Inet6Address;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which paths packets take: the best that works, and a second one while the first is in doubt. Addresses come before relays
 * and the faster before the slower, but a path that is in use stays unless another is clearly better.
 */
final class PathChoice {

    private static final long IPV6_ADVANTAGE = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long STICKINESS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Nothing that works is known: so many are tried at once. */
    private static final int ADDRESSES_AT_ONCE = 16;

    private static final int RELAYS_AT_ONCE = 3;

    /** @return the first is the active one; empty if there is no path at all */
    static List<Path> choose(@Nullable Path active, Collection<Path> paths) {
        Path best = best(active, paths, State.VALID);
        if (active != null && active.state() == State.SUSPECT) {
            Path other = best == null ? relay(active, paths) : best;
            return other == null ? List.of(active) : List.of(active, other);
        }
        if (best != null) {
            return List.of(best);
        }
        Path suspect = best(active, paths, State.SUSPECT);
        if (suspect != null && (active == null || active.state() == State.DEAD)) {
            Path relay = relay(suspect, paths);
            return relay == null ? List.of(suspect) : List.of(suspect, relay);
        }
        if (active != null) {
            // Not proved, or dead with nothing better: a relay may be on its way.
            Path relay = active.state() == State.DEAD ? relay(active, paths) : null;
            return relay == null ? List.of(active) : List.of(active, relay);
        }
        return Stream.concat(
                        paths.stream().filter(path -> !path.isRelay()).limit(ADDRESSES_AT_ONCE),
                        paths.stream().filter(Path::isRelay).limit(RELAYS_AT_ONCE))
                .toList();
    }

    private static @Nullable Path best(@Nullable Path active, Collection<Path> paths, State state) {
        Path best = null;
        for (Path path : paths) {
            if (path.state() == state && (best == null || cost(path, active) < cost(best, active))) {
                best = path;
            }
        }
        return best;
    }

    @SuppressWarnings("ReferenceEquality") // this very path
    private static long cost(Path path, @Nullable Path active) {
        if (path.isRelay()) {
            return Long.MAX_VALUE / 2 + Math.min(path.roundTripNanos(), Long.MAX_VALUE / 4);
        }
        long cost = Math.min(path.roundTripNanos(), Long.MAX_VALUE / 4);
        if (path.target instanceof PathTarget.Udp(var address) && address.getAddress() instanceof Inet6Address) {
            cost -= IPV6_ADVANTAGE;
        }
        return path == active ? cost - STICKINESS : cost;
    }

    @SuppressWarnings("ReferenceEquality") // this very path
    private static @Nullable Path relay(Path but, Collection<Path> paths) {
        for (Path path : paths) {
            if (path.isRelay() && path != but) {
                return path;
            }
        }
        return null;
    }

    private PathChoice() {}
}
