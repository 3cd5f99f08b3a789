package dev.usbshare.quic;

import io.netty.channel.ChannelHandler;

/** What a side makes of one connection: handlers for the peer's streams, and the news of its end. Runs on the executor. */
public interface PeerHandler {

    /** A handler for a stream that the peer opened; put into its pipeline before any byte is read. */
    ChannelHandler acceptStream(PeerConnection connection);

    /** The connection ended, by either side or by silence. Called exactly once for each connection that was made. */
    void closed(PeerConnection connection, CloseReason reason);
}
