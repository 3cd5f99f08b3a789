package dev.usbshare.server.access;

/** Whether a peer may come in. */
public sealed interface AccessDecision {

    record Granted(ApprovedPeer peer) implements AccessDecision {}

    /**
     * Nobody has decided yet: the peer may ask.
     *
     * @param reason for the peer and for our log: says what to do
     */
    record Unknown(String reason) implements AccessDecision {}

    /** A person decided, or the peer gave what does not count: it need not ask. */
    record Denied(String reason) implements AccessDecision {}
}
