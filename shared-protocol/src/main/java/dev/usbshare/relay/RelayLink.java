package dev.usbshare.relay;

import dev.usbshare.relay.RelayFrame.FromClient;

/** An open connection to a relay that knows who this node is. Confined to the event loop. */
interface RelayLink {

    /** False while more is waiting to be sent than the network takes. */
    boolean isWritable();

    /** @param frame what it owns is taken over */
    void write(FromClient frame);

    void flush();

    /** Nothing is told of it any more. */
    void close();
}
