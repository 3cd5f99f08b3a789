package dev.usbshare.server.engine;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint's stream: hands its frames to the engine in order and writes the answers.
 *
 * <p><b>Confinement</b>: the connection's executor, which is the engine's too.
 *
 * <p><b>Back-pressure</b>: reads nothing more while its answers do not leave, or while its next frame has to wait.
 */
final class EndpointStream implements FrameSink {

    /** How long the last answers may take to leave once the lease has ended. */
    private static final int LINGER_SECONDS = 5;

    private final Channel channel;
    private final FrameSequencer sequencer;
    private final StreamOwner owner;
    private final TurnQueue turns = new TurnQueue(this::process);

    private @Nullable DeviceEngine engine;
    private @Nullable EndpointAddress endpoint;
    private @Nullable InFlightUrb arriving;
    private boolean writable = true;
    private boolean reading = true;
    private boolean dirty;
    private boolean closed;
    private boolean ending;
    private long taken;

    EndpointStream(Channel channel, FrameSequencer sequencer, StreamOwner owner) {
        this.channel = channel;
        this.sequencer = sequencer;
        this.owner = owner;
    }

    EndpointAddress endpoint() {
        if (endpoint == null) {
            throw new IllegalStateException("not opened");
        }
        return endpoint;
    }

    /** The last frame of the client whose turn has come. */
    long taken() {
        return turns.isIdle() ? sequencer.received() : taken;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public @Nullable ByteBuf payload(Frame header, int payloadBytes) {
        if (engine == null || !(header instanceof Frame.Submit submit)) {
            return null;
        }
        arriving = engine.admit(this, submit);
        return arriving.isRefused() ? null : arriving.takeBuffer();
    }

    @Override
    public void frame(Frame frame, @Nullable ByteBuf payload) {
        if (frame instanceof Frame.Open open) {
            open(open);
        } else if (engine == null) {
            // The lease had ended when the stream was opened.
        } else if (frame instanceof Frame.Submit submit) {
            InFlightUrb urb = arriving != null ? arriving : engine.admit(this, submit);
            arriving = null;
            if (payload != null) {
                urb.buffer = payload;
            }
            if (urb.isRefused()) {
                refuse(urb);
            } else {
                turns.add(urb);
            }
        } else {
            turns.add(frame);
        }
        if (engine != null) {
            engine.progressed();
        }
        adjustReading();
    }

    private void open(Frame.Open open) {
        endpoint = open.endpoint();
        engine = owner.engineOf(open.lease());
        if (engine == null || !engine.opened(this, open.endpoint())) {
            engine = null;
            endGracefully();
            return;
        }
        owner.opened(channel, engine.typeOf(open.endpoint()));
    }

    /** A frame's turn has come; true if the next one must wait. */
    private boolean process(Object next) {
        if (engine == null) {
            return false;
        }
        return switch (next) {
            case InFlightUrb urb -> {
                taken = urb.submit.sequence();
                yield engine.start(urb);
            }
            case Frame.Unlink unlink -> {
                taken = unlink.sequence();
                engine.unlink(this, unlink.urbId());
                yield false;
            }
            case Frame.Fence fence -> {
                taken = fence.sequence();
                yield engine.fence(this, fence);
            }
            default -> throw new ProtocolException(CloseCode.UNEXPECTED, "a server's frame from a client");
        };
    }

    /** What the head of the line waited for has happened. */
    void resume() {
        turns.resume();
        if (engine != null) {
            engine.progressed();
        }
        adjustReading();
    }

    /** Writes an URB's answer from its own buffer; takes ownership. */
    void complete(InFlightUrb urb, ByteBuf buffer, int status, int actualLengthBytes, int payloadBytes) {
        FrameEncoder.completeInPlace(
                buffer,
                sequencer.nextSequence(),
                sequencer.received(),
                urb.id(),
                status,
                actualLengthBytes,
                payloadBytes);
        channel.write(buffer).addListener(urb);
        markDirty();
    }

    /** Writes an answer without data. */
    void complete(InFlightUrb urb, int status) {
        Frame.Submit submit = urb.submit;
        var frame = new Frame.Complete(
                sequencer.nextSequence(),
                sequencer.received(),
                urb.id(),
                status,
                0,
                submit.startFrame(),
                RefusedPackets.of(submit.packets(), status),
                submit.packets().count());
        write(frame).addListener(urb);
    }

    void unlinked(int urbId) {
        write(new Frame.Unlinked(sequencer.nextSequence(), sequencer.received(), urbId));
    }

    private void refuse(InFlightUrb urb) {
        if (engine != null) {
            engine.refused(urb);
        }
        complete(urb, urb.refusal);
    }

    private ChannelFuture write(Frame frame) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(FrameEncoder.headerBytes(frame));
        FrameEncoder.write(out, frame, 0);
        markDirty();
        return channel.write(out);
    }

    private void markDirty() {
        if (!dirty && engine != null) {
            dirty = true;
            engine.flushSoon(this);
        }
    }

    void flush() {
        if (dirty) {
            dirty = false;
            channel.flush();
        }
    }

    @Override
    public void readComplete() {
        flush();
    }

    @Override
    public void writabilityChanged(boolean isWritable) {
        writable = isWritable;
        adjustReading();
    }

    private void adjustReading() {
        boolean wanted = writable && !turns.isWaiting();
        if (wanted != reading) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    @Override
    public void failed(ProtocolException cause) {
        owner.failed(cause);
    }

    @Override
    public void closed() {
        closed = true;
        if (engine != null) {
            if (arriving != null) {
                engine.abandon(arriving);
                arriving = null;
            }
            for (Object left : turns.clear()) {
                if (left instanceof InFlightUrb urb) {
                    engine.abandon(urb);
                }
            }
            engine.streamClosed(this);
        }
    }

    /** Ends the waiting frames' wait without processing them: the device is gone. */
    void abandonTurns() {
        for (Object left : turns.clear()) {
            if (left instanceof InFlightUrb urb && engine != null) {
                engine.shutDown(urb);
            }
        }
        adjustReading();
    }

    /** Closes the stream when what was written has left, or after a while. */
    void endGracefully() {
        if (ending || closed) {
            return;
        }
        ending = true;
        dirty = false;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        var forced = channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(done -> forced.cancel(false));
    }
}
