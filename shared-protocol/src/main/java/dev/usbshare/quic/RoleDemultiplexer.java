package dev.usbshare.quic;

import dev.usbshare.path.ConnectionIds;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DatagramPacket;
import org.jspecify.annotations.Nullable;

/**
 * Lets one UDP socket dial and accept: packets of connections that we dialled go to the client codec, all others to the
 * server codec. Outbound, both codecs are in line.
 *
 * <p><b>Confinement</b>: the transport's event loop.
 */
final class RoleDemultiplexer extends ChannelInboundHandlerAdapter {

    private final ConnectionIds ids;
    private @Nullable ChannelHandlerContext clientSide;

    RoleDemultiplexer(ConnectionIds ids) {
        this.ids = ids;
    }

    void install(ChannelPipeline pipeline, ChannelHandler serverCodec, ChannelHandler clientCodec) {
        pipeline.addLast(this);
        pipeline.addLast(serverCodec);
        // Events fired from here reach the client codec without passing the server codec.
        var beforeClient = new ChannelInboundHandlerAdapter();
        pipeline.addLast(beforeClient);
        clientSide = pipeline.context(beforeClient);
        pipeline.addLast(clientCodec);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof DatagramPacket packet && clientSide != null && ids.isDialled(packet.content())) {
            clientSide.fireChannelRead(msg);
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (clientSide != null) {
            clientSide.fireChannelReadComplete();
        }
    }
}
