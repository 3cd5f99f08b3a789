package dev.usbshare.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.Quic;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lets one UDP socket dial and accept: the ids of connections we dialled begin with a random tag, and packets that
 * carry it go to the client codec, all others to the server codec. Outbound, both codecs are in line.
 *
 * <p>A peer we dialled knows the tag. All it gains by using it elsewhere is that its packets are dropped.
 *
 * <p><b>Confinement</b>: the transport's event loop; {@link #newConnectionId} may be called from anywhere.
 */
final class RoleDemultiplexer extends ChannelInboundHandlerAdapter {

    private static final int TAG_BYTES = 8;

    /** Long header (RFC 9000 §17.2): first byte, version, length of the destination connection id, the id. */
    private static final int LONG_HEADER_ID_LENGTH_AT = 5;

    private final SecureRandom random = new SecureRandom();
    private final byte[] tag = new byte[TAG_BYTES];
    private @Nullable ChannelHandlerContext clientSide;

    RoleDemultiplexer() {
        random.nextBytes(tag);
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

    byte[] newConnectionId() {
        byte[] id = new byte[Quic.MAX_CONN_ID_LEN];
        random.nextBytes(id);
        System.arraycopy(tag, 0, id, 0, TAG_BYTES);
        return id;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof DatagramPacket packet && clientSide != null && isForClient(packet.content())) {
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

    boolean isForClient(ByteBuf packet) {
        int first = packet.readerIndex();
        int readable = packet.readableBytes();
        if (readable < 1 + TAG_BYTES) {
            return false;
        }
        if (packet.getByte(first) >= 0) {
            return hasTag(packet, first + 1);
        }
        int idAt = LONG_HEADER_ID_LENGTH_AT + 1;
        return readable >= idAt + TAG_BYTES
                && packet.getUnsignedByte(first + LONG_HEADER_ID_LENGTH_AT) >= TAG_BYTES
                && hasTag(packet, first + idAt);
    }

    private boolean hasTag(ByteBuf packet, int at) {
        for (int i = 0; i < TAG_BYTES; i++) {
            if (packet.getByte(at + i) != tag[i]) {
                return false;
            }
        }
        return true;
    }
}
