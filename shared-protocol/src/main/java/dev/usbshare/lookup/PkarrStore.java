package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The way to servers of signed packets. Thread-safe; answers come on any thread, and within a bounded time. */
interface PkarrStore {

    /** Ends well when the server has taken the packet, else with a failure whose message is for people. */
    CompletableFuture<Void> put(PkarrServer server, PkarrPacket packet);

    /** What the server has of a node, its signature verified; empty if nothing. */
    CompletableFuture<Optional<PkarrPacket>> get(PkarrServer server, NodeId node);
}
