package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;

/** Hears what becomes of a node's ways to others, on its event loop. */
public interface PathListener {

    PathListener NONE = new PathListener() {
        @Override
        public void switched(PathKind from, PathKind to) {}

        @Override
        public void ownAddressesChanged(NodeAddresses own) {}
    };

    /** Some connection's packets take another path. */
    void switched(PathKind from, PathKind to);

    /** This node may be reached elsewhere. */
    void ownAddressesChanged(NodeAddresses own);
}
