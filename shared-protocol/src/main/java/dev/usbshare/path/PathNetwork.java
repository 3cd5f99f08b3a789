package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Instant;

/** What the paths of one peer need of the node. Confined to its event loop. */
interface PathNetwork {

    /** Of the event loop's clock, in nanoseconds. */
    long now();

    Instant wall();

    ByteBufAllocator allocator();

    /**
     * @param datagrams taken over
     * @param segmentBytes 0 for a single datagram
     */
    void send(PathTarget target, ByteBuf datagrams, int segmentBytes);

    /** Lets what was sent go out. */
    void flush();

    /** Where this node may be reached, as far as it knows. */
    NodeAddresses own();

    /** What is known of the NATs before this node. */
    NatReport nat();

    /** Whether addresses may be probed and told, and packets go to them; otherwise relays only. */
    boolean usesAddresses();

    /** A connection looks for better ways from now on. */
    void opened();

    /** A peer says that it sees this node at an address. */
    void observed(PeerPaths by, InetSocketAddress address);

    /** Runs something later. */
    Future<?> schedule(Runnable task, long nanos);

    /** The socket is bound to this machine's loopback address. */
    boolean isOnLoopback();

    /** The choice of somebody's path has changed. */
    void switched(PathKind from, PathKind to);
}
