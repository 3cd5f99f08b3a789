package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A node's door to the network: one UDP socket that dials peers and accepts them.
 *
 * <p><b>Confinement</b>: thread-safe; all its connections live on {@link #executor()}.
 */
public interface PeerTransport extends AutoCloseable {

    /** The one event loop that carries every connection of this transport. */
    EventExecutor executor();

    /** The address in use, with the real port where 0 was asked for. */
    InetSocketAddress localAddress();

    /**
     * Connects and checks that the peer holds {@code expected}'s key, or one that this key was signed over to: then the
     * connection's peer has another id than {@code expected}, which must be remembered instead. A connection only proves who the
     * peer is: whether it accepts us, its Welcome tells.
     *
     * @param addresses all of them are tried at once; none at all waits for {@link #found}
     * @return fails with {@link ConnectException}
     */
    CompletionStage<PeerConnection> dial(NodeId expected, NodeAddresses addresses, PeerHandler handler);

    /** Connects to one address; as {@link #dial(NodeId, NodeAddresses, PeerHandler)}. */
    default CompletionStage<PeerConnection> dial(NodeId expected, InetSocketAddress address, PeerHandler handler) {
        return address.isUnresolved()
                ? CompletableFuture.failedStage(new ConnectException(
                        ConnectException.Reason.UNREACHABLE,
                        "unknown host " + address.getHostString() + "; check the name"))
                : dial(expected, new NodeAddresses(List.of(address), List.of()), handler);
    }

    /** A peer that is being dialled may be there, too. */
    default void found(NodeId peer, NodeAddresses addresses) {}

    /** Closes every connection with SHUTTING_DOWN, then the socket. Bounded in time. */
    @Override
    void close();
}
