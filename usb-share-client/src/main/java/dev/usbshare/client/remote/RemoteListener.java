package dev.usbshare.client.remote;

import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;

/** Hears what happens with a server. Runs on the transport's executor. */
public interface RemoteListener {

    void stateChanged(RemoteServer server, RemoteState state);

    /** The catalog is new or has changed; read it with {@link RemoteServer#catalog()}. */
    void catalogChanged(RemoteServer server);

    /** The server ended a lease. When the connection ends, all its leases do too, and only the state change tells. */
    void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail);

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
