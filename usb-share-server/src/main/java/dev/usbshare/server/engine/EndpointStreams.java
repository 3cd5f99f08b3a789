package dev.usbshare.server.engine;

import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameSequencer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;

/** Makes the handler of an endpoint stream that a client opened. */
public final class EndpointStreams {

    private EndpointStreams() {}

    public static ChannelHandler handler(StreamOwner owner) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                var sequencer = new FrameSequencer();
                var stream = new EndpointStream(channel, sequencer, owner);
                channel.pipeline().addLast(FrameDecoder.ofClientFrames(sequencer, stream));
            }
        };
    }
}
