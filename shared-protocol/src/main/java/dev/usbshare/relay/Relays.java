package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The relays that a node sends through and hears from, each over one connection that is made when it is needed and again
 * whenever it breaks. What cannot be sent at once is dropped, never queued for long: QUIC sends it again.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #status}, which any thread may call.
 */
public interface Relays extends AutoCloseable {

    /** No relays at all: nothing is sent anywhere. */
    static Relays none() {
        return new NoRelays();
    }

    /** Where this node can be found: connected, and the nearest of those configured; null while there is none, or none is wanted. */
    @Nullable
    RelayUrl home();

    /**
     * Sends datagrams to a node by way of a relay, which is connected to if it is not; until it is, the last few are kept for a moment.
     *
     * @param datagrams taken over, whatever becomes of it: one datagram, or several of {@code segmentBytes} each but for the last, which
     *     may be shorter
     * @param segmentBytes 0 for a single datagram
     * @return false if it was dropped
     */
    boolean send(RelayUrl relay, NodeId to, ByteBuf datagrams, int segmentBytes);

    /** Lets what {@link #send} has taken go out. */
    void flush();

    /** The network may be another one: connections are looked after at once, not when they fail. */
    default void onNetworkChanged() {}

    /** Every relay that is known here, as people are shown it. */
    List<RelayStatus> status();

    @Override
    void close();
}
