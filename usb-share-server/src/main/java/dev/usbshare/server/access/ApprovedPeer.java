package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;

/**
 * A node that a person approved.
 *
 * @param name what the person calls it; empty if nothing
 */
public record ApprovedPeer(NodeId id, String name) {}
