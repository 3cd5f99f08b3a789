package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteListener;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.identity.NodeId;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.util.List;

/** Tells several listeners, in their order. */
record RemoteListeners(List<RemoteListener> all) implements RemoteListener {

    /** Hears nothing. */
    static final RemoteListener NONE = new RemoteListeners(List.of());

    @Override
    public void stateChanged(RemoteServer server, RemoteState state) {
        all.forEach(l -> l.stateChanged(server, state));
    }

    @Override
    public void catalogChanged(RemoteServer server) {
        all.forEach(l -> l.catalogChanged(server));
    }

    @Override
    public void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail) {
        all.forEach(l -> l.leaseEnded(server, lease, code, detail));
    }

    @Override
    public void identityFollowed(RemoteServer server, NodeId old) {
        all.forEach(l -> l.identityFollowed(server, old));
    }

    @Override
    public void redeemed(RemoteServer server, boolean accepted) {
        all.forEach(l -> l.redeemed(server, accepted));
    }

    @Override
    public void leaseWanted(RemoteServer server, LeaseId lease, int waiting, String detail) {
        all.forEach(l -> l.leaseWanted(server, lease, waiting, detail));
    }

    @Override
    public void leaseEnding(RemoteServer server, LeaseId lease, int seconds, RefusalCode code, String detail) {
        all.forEach(l -> l.leaseEnding(server, lease, seconds, code, detail));
    }
}
