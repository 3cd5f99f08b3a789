package dev.usbshare.quic;

import dev.usbshare.path.PathView;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connection's paths are, and have been like: measured with each ping, so that it costs next to nothing.
 *
 * <p><b>Confinement</b>: the connection's executor, but for {@link #report}, which any thread may call.
 */
public final class PathWatch {

    /** Losses are those between so many looks: half a minute, with a ping every two seconds. */
    private static final int LOOKS = 16;

    /** What the last look brought. */
    private record Look(SocketAddress address, Instant since, PathReport.@Nullable Measured measured) {}

    private final PeerConnection connection;
    private final Clock clock;
    private final Instant connected;
    private final Deque<PathStatistics> looks = new ArrayDeque<>();
    private volatile Look last;

    public PathWatch(PeerConnection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
        this.connected = clock.instant();
        this.last = new Look(connection.remoteAddress(), connected, null);
    }

    /** Looks now. A connection that has ended keeps what was measured last. */
    public void look() {
        connection
                .statistics()
                .thenAcceptAsync(this::looked, connection.executor())
                .exceptionally(ended -> null);
    }

    private void looked(PathStatistics now) {
        if (looks.size() == LOOKS) {
            looks.removeFirst();
        }
        looks.addLast(now);
        Look before = last;
        SocketAddress address = connection.remoteAddress();
        Instant since = address.equals(before.address()) ? before.since() : clock.instant();
        last = new Look(address, since, measured(before.measured(), now));
    }

    private PathReport.Measured measured(PathReport.@Nullable Measured before, PathStatistics now) {
        Duration roundTrip = now.roundTrip();
        PathStatistics first = looks.getFirst();
        long sent = now.sentPackets() - first.sentPackets();
        long lost = now.lostPackets() - first.lostPackets();
        return new PathReport.Measured(
                roundTrip,
                before == null || roundTrip.compareTo(before.shortest()) < 0 ? roundTrip : before.shortest(),
                before == null || roundTrip.compareTo(before.longest()) > 0 ? roundTrip : before.longest(),
                sent <= 0 ? 0 : Math.clamp(100.0 * lost / sent, 0, 100));
    }

    /** The paths are those of this moment. */
    public PathReport report() {
        Look known = last;
        List<PathView> paths = connection.paths();
        return new PathReport(
                paths.isEmpty() ? List.of(PathReport.only(known.address(), known.since(), known.measured())) : paths,
                connection.directness(),
                connection.pathSwitches(),
                connected,
                known.measured());
    }
}
