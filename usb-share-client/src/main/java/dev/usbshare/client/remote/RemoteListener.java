package dev.usbshare.client.remote;

import dev.usbshare.identity.NodeId;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;

/** Hears what happens with a server. Runs on the transport's executor. */
public interface RemoteListener {

    void stateChanged(RemoteServer server, RemoteState state);

    /** The catalog is new or has changed; read it with {@link RemoteServer#catalog()}. */
    void catalogChanged(RemoteServer server);

    /** The server ended a lease. When the connection ends, all its leases do too, and only the state change tells. */
    void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail);

    /** The server proved that it is who it was, with another key. Its {@link RemoteServer#address} has the new id already. */
    default void identityFollowed(RemoteServer server, NodeId old) {}

    /**
     * What became of the ticket's secret that {@link RemoteServer#redeem} was given; it is not tried again.
     *
     * @param accepted false if the server did not take it
     */
    default void redeemed(RemoteServer server, boolean accepted) {}

    /**
     * Others wait for a device that we have: a person may give it back.
     *
     * @param waiting how many
     * @param detail who
     */
    default void leaseWanted(RemoteServer server, LeaseId lease, int waiting, String detail) {}

    /**
     * A lease will end.
     *
     * @param seconds until then
     */
    default void leaseEnding(RemoteServer server, LeaseId lease, int seconds, RefusalCode code, String detail) {}
}
