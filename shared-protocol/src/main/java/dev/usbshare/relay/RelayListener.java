package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Hears from {@link Relays}, on the node's event loop. */
public interface RelayListener {

    /**
     * A datagram came.
     *
     * @param from who the relay says sent it: a hint
     * @param datagram one; the listener's to release
     */
    void onDatagram(RelayUrl relay, NodeId from, ByteBuf datagram);

    /** What a read brought was all told. Called after one or more {@link #onDatagram}. */
    void onReadComplete();

    /** The relay says that a node which had sent something has left it: a hint, which nothing may be decided by alone. */
    default void onNodeGone(RelayUrl relay, NodeId node) {}

    /** This node can be found at another relay now, or at none. */
    void onHomeChanged(@Nullable RelayUrl home);
}
