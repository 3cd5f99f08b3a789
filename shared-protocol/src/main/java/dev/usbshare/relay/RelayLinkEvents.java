package dev.usbshare.relay;

import dev.usbshare.relay.RelayFrame.FromRelay;

/** What is told of one attempt to connect to a relay, and of the connection it becomes; on the event loop. */
interface RelayLinkEvents {

    /** The relay has confirmed who this node is. At most once. */
    void onOpen(RelayLink link);

    /** @param frame one that follows the handshake; the receiver's to release */
    void onFrame(FromRelay frame);

    /** What a read brought was all told. */
    void onReadComplete();

    /** It never became a connection, or is none any more. The last of all, and once. */
    void onClosed(RelayFailure failure);
}
