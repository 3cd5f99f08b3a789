package dev.usbshare.server.relay;

/** What a relay counts. */
public enum RelayCount {
    /** TCP connections that came in. */
    CONNECTIONS,
    /** Those closed at once: as many as may be are open. */
    REFUSED_FULL,
    /** Those closed at once: their address connects too often. */
    REFUSED_TOO_MANY,
    /** Those that did not say in time what they want. */
    REFUSED_SLOW,
    /** Nodes whose proof was wrong. */
    REFUSED_PROOF,
    /** Nodes that proved who they are and may not come in. */
    REFUSED_DENIED,
    /** Nodes that came in. */
    ADMITTED,
    /** Frames carried. */
    FRAMES,
    /** Bytes of the datagrams carried. */
    BYTES,
    /** Frames not carried: nobody of that id is connected. */
    DROPPED_UNKNOWN,
    /** Frames not carried: the receiver's queue was full. */
    DROPPED_QUEUE,
    /** Frames not carried: all queues together were full. */
    DROPPED_MEMORY,
    /** Pauses of clients that sent more than they may. */
    PAUSES,
    /** Clients cut off because they broke the protocol. */
    CUT_PROTOCOL,
    /** Clients cut off because they did not answer a ping. */
    CUT_SILENT,
    /** Clients cut off because they did not take what was sent to them. */
    CUT_STUCK,
    /** Signed records taken. */
    RECORDS_TAKEN,
    /** Signed records refused: a newer one is there. */
    RECORDS_OLD,
    /** Signed records refused: malformed, or signed by somebody else. */
    RECORDS_BAD,
    /** Signed records refused: the node may not publish here. */
    RECORDS_DENIED,
    /** Signed records refused: their address publishes too often. */
    RECORDS_TOO_MANY,
    /** Questions for a signed record that was there. */
    LOOKUPS_FOUND,
    /** Questions for a signed record that was not there. */
    LOOKUPS_NONE,
    /** Nodes that were told their address. */
    STUN_ANSWERED,
    /** Packets to the STUN port that were not answered. */
    STUN_IGNORED
}
