package dev.usbshare.client.vhci.inprocess;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;

/** Connected in-memory channels for tests of other rooms. */
public final class TestChannels {

    private TestChannels() {}

    /**
     * Connects two handlers.
     *
     * @param capacityBytes what either end holds unread
     * @return the first handler's end
     */
    public static Channel connect(EventLoop loop, int capacityBytes, ChannelHandler first, ChannelHandler second) {
        PipeChannel.Pair ends = PipeChannel.pair(capacityBytes);
        ends.first().pipeline().addLast(first);
        ends.second().pipeline().addLast(second);
        loop.register(ends.second());
        loop.register(ends.first());
        return ends.first();
    }
}
