package dev.usbshare.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Writes the control stream: {@link ControlMessage}s in, bytes out. A record beyond the limits fails its promise. */
public final class ControlEncoder extends MessageToByteEncoder<ControlMessage> {

    public ControlEncoder() {
        super(ControlMessage.class);
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, ControlMessage message, ByteBuf out) {
        ControlCodec.encode(message, out);
    }
}
