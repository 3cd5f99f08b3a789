package dev.usbshare.usbip;

import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usbip.UsbIpException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both roles share in reading a USB/IP socket: header, then data, then iso packets, in any fragments.
 *
 * <p><b>Ownership</b>: releases every buffer that it reads before it returns; owns the sink's buffer until the PDU is
 * whole.
 *
 * @param <P> the PDUs of this direction
 */
abstract class PduDecoder<P extends UsbIpPdu> extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(PduDecoder.class);

    private final PduSink sink;
    /** A header, or iso packets; on the heap, so nothing is to be released. */
    private final ByteBuf fields = Unpooled.buffer(UsbIpCodec.HEADER_BYTES);

    private int neededBytes = UsbIpCodec.HEADER_BYTES;
    /** The PDU whose header has been read; null while a header is being gathered. */
    private @Nullable P pdu;

    private @Nullable ByteBuf payload;
    private int payloadBytesLeft;
    private boolean stopped;
    private boolean closed;

    PduDecoder(PduSink sink) {
        this.sink = sink;
    }

    /** Reads and checks a header. */
    abstract P header(ByteBuf head);

    /** How much data follows. */
    abstract int payloadBytes(P header);

    /** How many iso packets follow the data. */
    abstract int isoPackets(P header);

    /** Asks the sink for memory. */
    abstract @Nullable ByteBuf payload(P header, int payloadBytes);

    abstract void deliver(P header, @Nullable ByteBuf payload, IsoPackets packets);

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf in) {
                while (!stopped && in.isReadable() && ctx.channel().isActive()) {
                    step(in);
                }
            }
        } catch (UsbIpException e) {
            fail(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.atError().setCause(e).log("A USB/IP PDU's receiver failed");
            fail(new UsbIpException(Reason.INTERNAL, "the receiver of a PDU failed"));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext ctx) {
        if (!stopped) {
            sink.readComplete();
        }
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!closed) {
            sink.writabilityChanged(ctx.channel().isWritable());
        }
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Error) {
            ctx.fireExceptionCaught(cause);
        } else {
            LOG.atDebug().setCause(cause).log("A USB/IP socket broke");
        }
        ctx.close();
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void step(ByteBuf in) {
        if (payloadBytesLeft > 0) {
            copyPayload(in);
            return;
        }
        fields.writeBytes(in, Math.min(neededBytes - fields.writerIndex(), in.readableBytes()));
        if (fields.writerIndex() < neededBytes) {
            return;
        }
        P header = pdu;
        if (header == null) {
            headerComplete(header(fields));
        } else {
            complete(header, IsoPackets.read(fields, 0, neededBytes / IsoPackets.BYTES));
        }
    }

    private void headerComplete(P header) {
        int payloadBytes = payloadBytes(header);
        int isoBytes = isoPackets(header) * IsoPackets.BYTES;
        if (payloadBytes == 0 && isoBytes == 0) {
            complete(header, IsoPackets.NONE);
            return;
        }
        pdu = header;
        fields.clear();
        neededBytes = isoBytes;
        if (payloadBytes > 0) {
            payloadBytesLeft = payloadBytes;
            payload = payload(header, payloadBytes);
            if (payload != null && payload.writableBytes() < payloadBytes) {
                throw new IllegalStateException("payload buffer with " + payload.writableBytes() + " writable bytes");
            }
            if (stopped) {
                releasePayload();
            }
        }
    }

    private void copyPayload(ByteBuf in) {
        int bytes = Math.min(payloadBytesLeft, in.readableBytes());
        if (payload != null) {
            payload.writeBytes(in, bytes);
        } else {
            in.skipBytes(bytes);
        }
        payloadBytesLeft -= bytes;
        P header = pdu;
        if (payloadBytesLeft == 0 && neededBytes == 0 && header != null) {
            complete(header, IsoPackets.NONE);
        }
    }

    private void complete(P header, IsoPackets packets) {
        ByteBuf data = payload;
        if (!packets.isEmpty()) {
            check(header, packets);
        }
        pdu = null;
        payload = null;
        fields.clear();
        neededBytes = UsbIpCodec.HEADER_BYTES;
        deliver(header, data, packets);
    }

    /** @throws UsbIpException if the packets contradict their header */
    abstract void check(P header, IsoPackets packets);

    private void fail(UsbIpException cause) {
        if (!stopped) {
            stop();
            sink.failed(cause);
        }
    }

    private void end() {
        stop();
        if (!closed) {
            closed = true;
            sink.closed();
        }
    }

    private void stop() {
        stopped = true;
        releasePayload();
    }

    private void releasePayload() {
        if (payload != null) {
            payload.release();
            payload = null;
        }
    }
}
