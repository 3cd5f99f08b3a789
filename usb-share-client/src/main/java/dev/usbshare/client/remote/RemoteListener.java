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
}
