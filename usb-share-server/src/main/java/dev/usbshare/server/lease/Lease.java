package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.LeaseId;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A right to one device, from its grant until the device is free again. Thread-safe. */
public final class Lease {

    private final LeaseId id;
    private final BusId busId;
    private final NodeId holder;
    private final Instant since;
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    Lease(LeaseId id, BusId busId, NodeId holder, Instant since) {
        this.id = id;
        this.busId = busId;
        this.holder = holder;
        this.since = since;
    }

    /** A capability: shown to its holder only. */
    public LeaseId id() {
        return id;
    }

    public BusId busId() {
        return busId;
    }

    public NodeId holder() {
        return holder;
    }

    public Instant since() {
        return since;
    }

    /** Ends when the device may be leased again, on the thread that releases it. */
    public CompletionStage<Void> released() {
        return released.minimalCompletionStage();
    }

    void markReleased() {
        released.complete(null);
    }

    @Override
    public String toString() {
        return "Lease[" + id.toShortString() + ", " + busId + "]";
    }
}
