package dev.usbshare.server.access;

/** Whether a peer may come in. */
public sealed interface AccessDecision {

    record Granted(ApprovedPeer peer) implements AccessDecision {}

    /** @param reason for the peer and for our log: says what to do */
    record Denied(String reason) implements AccessDecision {}
}
