package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PathReport;
import dev.usbshare.wire.RefusalCode;
import java.util.function.Supplier;

/** Hears of sessions and leases, for meters. Called on the transport's executor; must be quick. */
public interface SessionListener {

    /** Why a connection was turned away before it was a session. */
    enum Denial {
        /** Nobody knows the node; a person may approve it. */
        UNKNOWN,
        /** A person denied it, or it gave its key up. */
        DENIED,
        /** Nobody knows the node, and too many like it ask. */
        CROWDED,
        /** Its ticket is none, or is spent. */
        TICKET,
        /** It is approved, and comes back too often. */
        TOO_OFTEN
    }

    /** Takes no notice. */
    SessionListener UNHEARD = new SessionListener() {
        @Override
        public void sessionOpened(NodeId peer, String name, Supplier<PathReport> path) {}

        @Override
        public void sessionClosed(NodeId peer) {}

        @Override
        public void peerDenied(Denial why) {}

        @Override
        public void protocolBroken() {}

        @Override
        public void leaseGranted(NodeId holder) {}

        @Override
        public void leaseEnded(NodeId holder) {}
    };

    /**
     * A peer has a session; for a moment it may have two.
     *
     * @param name what a person calls it; empty if nothing
     * @param path the way to it, to be asked on any thread
     */
    void sessionOpened(NodeId peer, String name, Supplier<PathReport> path);

    void sessionClosed(NodeId peer);

    void peerDenied(Denial why);

    /** A connection was closed because the peer broke the protocol. */
    void protocolBroken();

    void leaseGranted(NodeId holder);

    void leaseEnded(NodeId holder);

    /** A request for a device was refused, for whatever reason. */
    default void refused(RefusalCode code) {}

    /** The policies of a device did not allow a request; it is {@link #refused}, too. */
    default void notAllowed(RefusalCode code) {}
}
