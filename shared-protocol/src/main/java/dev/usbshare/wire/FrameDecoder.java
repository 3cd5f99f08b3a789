package dev.usbshare.wire;

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
 * Reads one endpoint stream: gathers a frame's header, checks it, asks the {@link FrameSink} for the payload's memory
 * and copies the payload there once. Last in its pipeline; one for each stream.
 *
 * <p><b>Confinement</b>: the stream's executor.
 *
 * <p><b>Ownership</b>: releases every buffer that it reads before it returns, because a stream's buffer pins 64 KiB
 * however little is in it; owns the sink's buffer until the frame is whole.
 *
 * <p><b>Errors</b>: the first {@link ProtocolException}, its own or the sink's, goes to {@link FrameSink#failed};
 * everything after it is dropped. Any other exception of the sink is reported the same way as INTERNAL.
 */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FrameDecoder.class);

    private enum Stage {
        PREFIX,
        FIXED,
        HEADER,
        PAYLOAD
    }

    private final FrameReader reader;
    private final FrameSink sink;
    /** Grows beyond a usual header only for fences and iso packets; on the heap, so nothing is to be released. */
    private final ByteBuf head = Unpooled.buffer(FrameEncoder.SUBMIT_BYTES);

    private Stage stage = Stage.PREFIX;
    private int neededBytes = FrameLayout.PREFIX_BYTES;
    private @Nullable Frame frame;
    private @Nullable ByteBuf payload;
    private int payloadBytesLeft;
    private boolean stopped;
    private boolean closed;

    private FrameDecoder(boolean fromClient, FrameSequencer sequencer, FrameSink sink) {
        this.reader = new FrameReader(fromClient, sequencer);
        this.sink = sink;
    }

    /** For a server: OPEN, then SUBMIT, UNLINK and FENCE. */
    public static FrameDecoder ofClientFrames(FrameSequencer sequencer, FrameSink sink) {
        return new FrameDecoder(true, sequencer, sink);
    }

    /** For a client: COMPLETE and UNLINKED. */
    public static FrameDecoder ofServerFrames(FrameSequencer sequencer, FrameSink sink) {
        return new FrameDecoder(false, sequencer, sink);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf in) {
                while (!stopped && in.isReadable() && ctx.channel().isActive()) {
                    step(in);
                }
            }
        } catch (ProtocolException e) {
            fail(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.atError().setCause(e).log("A frame's receiver failed");
            fail(new ProtocolException(CloseCode.INTERNAL, "the receiver of a frame failed"));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!stopped) {
            sink.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!closed) {
            sink.writabilityChanged(ctx.channel().isWritable());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    /** A reset of the stream arrives this way: it ends as any closed stream does. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Error) {
            ctx.fireExceptionCaught(cause);
        } else {
            LOG.atDebug().setCause(cause).log("An endpoint stream broke");
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        end();
    }

    private void step(ByteBuf in) {
        if (stage == Stage.PAYLOAD) {
            copyPayload(in);
            return;
        }
        int bytes = Math.min(neededBytes - head.writerIndex(), in.readableBytes());
        head.writeBytes(in, bytes);
        while (stage != Stage.PAYLOAD && head.writerIndex() == neededBytes) {
            advance();
            if (stage == Stage.PREFIX) {
                return;
            }
        }
    }

    private void advance() {
        switch (stage) {
            case PREFIX -> {
                neededBytes = reader.fixedBytes(head);
                stage = Stage.FIXED;
            }
            case FIXED -> {
                neededBytes = reader.headerBytes(head);
                stage = Stage.HEADER;
            }
            case HEADER -> headerComplete();
            case PAYLOAD -> throw new IllegalStateException("the header is complete");
        }
    }

    private void headerComplete() {
        Frame whole = reader.frame(head, neededBytes);
        int payloadBytes = FrameReader.payloadBytes(head, neededBytes);
        if (payloadBytes == 0) {
            deliver(whole, null);
            return;
        }
        frame = whole;
        payloadBytesLeft = payloadBytes;
        stage = Stage.PAYLOAD;
        payload = sink.payload(whole, payloadBytes);
        if (payload != null && payload.writableBytes() < payloadBytes) {
            throw new IllegalStateException("payload buffer with " + payload.writableBytes() + " writable bytes");
        }
        if (stopped) {
            releasePayload();
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
        if (payloadBytesLeft == 0 && frame != null) {
            deliver(frame, payload);
        }
    }

    private void deliver(Frame whole, @Nullable ByteBuf data) {
        frame = null;
        payload = null;
        stage = Stage.PREFIX;
        neededBytes = FrameLayout.PREFIX_BYTES;
        head.clear();
        reader.accept(whole);
        sink.frame(whole, data);
    }

    private void fail(ProtocolException cause) {
        if (stopped) {
            return;
        }
        stop();
        sink.failed(cause);
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
        frame = null;
        if (payload != null) {
            payload.release();
            payload = null;
        }
    }
}
