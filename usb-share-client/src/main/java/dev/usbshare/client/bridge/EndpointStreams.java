package dev.usbshare.client.bridge;

import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.LeaseId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.concurrent.CompletionStage;

/** Opens the streams of one lease, on the bridge's event loop. */
@FunctionalInterface
public interface EndpointStreams {

    /**
     * Opens the stream of an endpoint, OPEN already written to it.
     *
     * @param handler goes into the stream's pipeline before any event
     * @return completes on the bridge's event loop
     */
    CompletionStage<Channel> open(EndpointAddress endpoint, StreamPriority priority, ChannelHandler handler);

    /** The streams of a lease on a connection whose executor is the bridge's event loop. */
    static EndpointStreams of(PeerConnection connection, LeaseId lease) {
        return (endpoint, priority, handler) -> connection
                .openStream(priority, handler)
                .thenApply(channel -> {
                    var open = new Frame.Open(lease, endpoint);
                    ByteBuf frame = channel.alloc().directBuffer(FrameEncoder.headerBytes(open));
                    FrameEncoder.write(frame, open, 0);
                    channel.writeAndFlush(frame, channel.voidPromise());
                    return channel;
                });
    }
}
