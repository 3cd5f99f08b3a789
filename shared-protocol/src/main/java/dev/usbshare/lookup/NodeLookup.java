package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.util.function.Consumer;

/** Somebody who may know where a node is. Thread-safe. */
@FunctionalInterface
public interface NodeLookup {

    /** Knows nobody. */
    NodeLookup NOBODY = (node, found, done) -> done.run();

    /**
     * Asks. Returns at once; bounded in time.
     *
     * @param found called on any thread for each answer that says something, as it comes
     * @param done called once, when no more will come
     */
    void find(NodeId node, Consumer<NodeAddresses> found, Runnable done);
}
