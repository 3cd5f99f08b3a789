package dev.usbshare.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reads the control stream: bytes in, {@link ControlMessage}s on to the next handler. One for each stream.
 *
 * <p><b>Confinement</b>: the stream's executor.
 *
 * <p><b>Bounds</b>: holds one record at most; its memory grows with the bytes that arrived, never with the length that
 * was announced.
 *
 * <p><b>Errors</b>: the first {@link ProtocolException} goes on as {@code exceptionCaught}; all later bytes are dropped.
 * A record that only the other side may send is UNEXPECTED.
 */
public final class ControlDecoder extends ChannelInboundHandlerAdapter {

    /** What is kept between records. */
    private static final int KEPT_BYTES = 256;

    private final Class<? extends ControlMessage> legal;
    private ByteBuf record = Unpooled.buffer(KEPT_BYTES);
    private int neededBytes = ControlCodec.LENGTH_BYTES;
    private boolean inBody;
    private boolean stopped;

    private ControlDecoder(Class<? extends ControlMessage> legal) {
        this.legal = legal;
    }

    /** For a server. */
    public static ControlDecoder ofClientRecords() {
        return new ControlDecoder(ControlMessage.FromClient.class);
    }

    /** For a client. */
    public static ControlDecoder ofServerRecords() {
        return new ControlDecoder(ControlMessage.FromServer.class);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            while (!stopped && in.isReadable() && ctx.channel().isActive()) {
                step(ctx, in);
            }
        } catch (ProtocolException e) {
            stop();
            ctx.fireExceptionCaught(e);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    private void step(ChannelHandlerContext ctx, ByteBuf in) {
        record.writeBytes(in, Math.min(neededBytes - record.writerIndex(), in.readableBytes()));
        if (record.writerIndex() < neededBytes) {
            return;
        }
        if (!inBody) {
            long length = record.getUnsignedInt(0);
            if (length == 0) {
                throw new ProtocolException(CloseCode.MALFORMED, "an empty record");
            }
            if (length > WireLimits.MAX_CONTROL_RECORD_BYTES) {
                throw ControlCodec.tooLarge(length);
            }
            record.clear();
            neededBytes = (int) length;
            inBody = true;
            return;
        }
        ControlMessage decoded = ControlCodec.decode(record);
        record = Unpooled.buffer(KEPT_BYTES);
        neededBytes = ControlCodec.LENGTH_BYTES;
        inBody = false;
        if (!legal.isInstance(decoded)) {
            throw new ProtocolException(
                    CloseCode.UNEXPECTED, "a record " + decoded.getClass().getSimpleName() + " from this side");
        }
        ctx.fireChannelRead(decoded);
    }

    private void stop() {
        stopped = true;
        record = Unpooled.EMPTY_BUFFER;
    }
}
