package dev.usbshare.quic;

import dev.usbshare.identity.IdentityHistory;
import dev.usbshare.identity.NodeId;
import dev.usbshare.path.Directness;
import dev.usbshare.path.PathSignal;
import dev.usbshare.path.PathView;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ProtocolException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An encrypted connection to a peer whose key was checked.
 *
 * <p><b>Confinement</b>: methods may be called from any thread; handlers and stages run on {@link #executor()}.
 */
public interface PeerConnection {

    NodeId peer();

    /** The ids that the peer says it had before; a claim, to be proved by {@link IdentityHistory#leadsFrom}. */
    default IdentityHistory history() {
        return IdentityHistory.NONE;
    }

    SocketAddress remoteAddress();

    EventExecutor executor();

    /**
     * Opens a bidirectional stream. Asynchronous; fails when the connection is closed or the peer's limit on streams is
     * reached. The channel's back-pressure is its writability.
     *
     * @param handler goes into the stream's pipeline before any event
     */
    CompletionStage<Channel> openStream(StreamPriority priority, ChannelHandler handler);

    /** Changes the order in which this side's streams get the bandwidth. */
    void prioritize(Channel stream, StreamPriority priority);

    /** Closes at once: streams end, the peer is told the code and the detail (cut to 200 bytes). Idempotent. */
    void close(CloseCode code, String detail);

    /** Round-trip time and losses as the transport sees them. */
    CompletionStage<PathStatistics> statistics();

    /** Every way to the peer that is known, the active one first; empty if the transport knows but one. Thread-safe. */
    default List<PathView> paths() {
        return List.of();
    }

    /**
     * Begins to look for better ways, with a peer that is approved and knows of them. On the executor; once.
     *
     * @param out tells the peer
     */
    default void openPaths(Consumer<PathSignal> out) {}

    /**
     * What the peer tells of the ways between us. On the executor.
     *
     * @throws ProtocolException if that makes no sense
     */
    default void onPathSignal(PathSignal signal) {}

    /** Whether packets go straight to the peer, and if not, why. Thread-safe. */
    default Directness directness() {
        return new Directness(Directness.Reason.IS_DIRECT, "");
    }

    /** How often another path became the active one since the connection was made. Thread-safe. */
    default long pathSwitches() {
        return 0;
    }
}
