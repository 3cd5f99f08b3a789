package dev.usbshare.client.bridge;

import dev.usbshare.quic.StreamPriority;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint's stream: numbers and sends the frames, hands over what the server answers.
 *
 * <p>Frames sent before the stream is open wait here, in order; there are never more than the table of URBs in flight
 * admits, each with at most an unlink and a fence.
 *
 * <p><b>Confinement</b>: the bridge's event loop.
 */
final class EndpointPipe implements FrameSink {

    private final EndpointAddress endpoint;
    private final DeviceBridge bridge;
    private final ServerAnswers answers;
    private final FrameSequencer sequencer = new FrameSequencer();
    private final Deque<ByteBuf> queued = new ArrayDeque<>();
    private @Nullable Channel channel;
    private long lastUnlink;
    private long fencedUnlinks;
    private int epoch;
    private boolean writable = true;
    private boolean dirty;
    private boolean closed;

    EndpointPipe(EndpointAddress endpoint, DeviceBridge bridge, ServerAnswers answers) {
        this.endpoint = endpoint;
        this.bridge = bridge;
        this.answers = answers;
    }

    EndpointAddress endpoint() {
        return endpoint;
    }

    CompletionStage<Void> open(EndpointStreams streams, StreamPriority priority) {
        return streams.open(endpoint, priority, FrameDecoder.ofServerFrames(sequencer, this))
                .thenAccept(this::opened);
    }

    private void opened(Channel stream) {
        channel = stream;
        if (closed) {
            stream.close();
            return;
        }
        if (!bridge.isKernelWritable()) {
            stream.config().setAutoRead(false);
        }
        for (ByteBuf frame = queued.poll(); frame != null; frame = queued.poll()) {
            stream.write(frame, stream.voidPromise());
        }
        stream.flush();
    }

    /** Bytes to leave free before OUT data, so that the SUBMIT's header fits in front of it. */
    static int headroomBytes(CmdSubmit header) {
        return FrameEncoder.SUBMIT_BYTES + IsoAnswer.sizeBytes(header.packetCount());
    }

    /** Sends an URB; takes ownership of {@code payload}, which holds the OUT data behind its headroom. */
    void submit(CmdSubmit cmd, @Nullable ByteBuf payload) {
        int headerBytes = headroomBytes(cmd);
        int payloadBytes = payload == null ? 0 : cmd.lengthBytes();
        ByteBuf frame = payload != null ? payload : allocate(headerBytes);
        long sequence = sequencer.nextSequence();
        if (cmd.packets().isEmpty()) {
            FrameEncoder.putSubmit(
                    frame,
                    0,
                    sequence,
                    sequencer.received(),
                    cmd.seqnum(),
                    cmd.transferFlags(),
                    cmd.lengthBytes(),
                    cmd.interval(),
                    cmd.setup(),
                    payloadBytes);
        } else {
            frame.setIndex(0, 0);
            FrameEncoder.write(frame, isochronous(cmd, sequence), payloadBytes);
        }
        send(frame.setIndex(0, headerBytes + payloadBytes));
    }

    private Frame.Submit isochronous(CmdSubmit cmd, long sequence) {
        return new Frame.Submit(
                sequence,
                sequencer.received(),
                cmd.seqnum(),
                cmd.transferFlags(),
                cmd.lengthBytes(),
                cmd.startFrame(),
                cmd.packets(),
                cmd.interval(),
                cmd.setup());
    }

    void unlink(int urbId) {
        lastUnlink = sequencer.nextSequence();
        send(new Frame.Unlink(lastUnlink, sequencer.received(), urbId));
    }

    void fence(List<Frame.Mark> marks) {
        send(new Frame.Fence(sequencer.nextSequence(), sequencer.received(), marks));
    }

    /** Whether the server may not have taken every frame yet. */
    boolean hasUnacknowledged() {
        return sequencer.hasUnacknowledged();
    }

    /** This stream's position for a fence. */
    Frame.Mark mark() {
        return new Frame.Mark(endpoint, sequencer.sent());
    }

    /** Whether the server may not have taken every unlink yet. */
    boolean hasUnacknowledgedUnlink() {
        return sequencer.acknowledged() < lastUnlink;
    }

    /** The last unlink's position for a fence. */
    Frame.Mark unlinkMark() {
        return new Frame.Mark(endpoint, lastUnlink);
    }

    /** Whether a fence stands here already for that many unlinks of the device, or none was needed. */
    boolean isFenced(long unlinks) {
        return fencedUnlinks == unlinks;
    }

    void fenced(long unlinks) {
        fencedUnlinks = unlinks;
    }

    /** How often the endpoint has begun anew. */
    int epoch() {
        return epoch;
    }

    /** A request has the endpoint begin anew: halt, toggle and whatever it had to say are gone. */
    void beginAnew() {
        epoch++;
    }

    void flush() {
        dirty = false;
        if (channel != null) {
            channel.flush();
        }
    }

    void setReading(boolean reading) {
        if (channel != null) {
            channel.config().setAutoRead(reading);
        }
    }

    /** Drops what was not sent, closes the stream. */
    void close() {
        closed = true;
        queued.forEach(ByteBuf::release);
        queued.clear();
        if (channel != null) {
            channel.close();
        }
    }

    private void send(Frame frame) {
        ByteBuf buffer = allocate(FrameEncoder.headerBytes(frame));
        FrameEncoder.write(buffer, frame, 0);
        send(buffer);
    }

    private void send(ByteBuf frame) {
        Channel stream = channel;
        if (closed) {
            frame.release();
            return;
        }
        if (stream == null) {
            queued.add(frame);
            return;
        }
        stream.write(frame, stream.voidPromise());
        if (!dirty) {
            dirty = true;
            bridge.flushLater(this);
        }
    }

    private static ByteBuf allocate(int bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
    }

    @Override
    public @Nullable ByteBuf payload(Frame header, int payloadBytes) {
        return switch (header) {
            case Frame.Complete complete -> answers.payload(this, complete, payloadBytes);
            default -> throw unexpected(header);
        };
    }

    @Override
    public void frame(Frame frame, @Nullable ByteBuf payload) {
        switch (frame) {
            case Frame.Complete complete -> answers.completed(this, complete, payload);
            case Frame.Unlinked unlinked -> answers.unlinked(this, unlinked.urbId());
            default -> throw unexpected(frame);
        }
    }

    private static ProtocolException unexpected(Frame frame) {
        return new ProtocolException(CloseCode.UNEXPECTED, frame.getClass().getSimpleName() + " from a server");
    }

    @Override
    public void readComplete() {
        bridge.flush();
    }

    @Override
    public void writabilityChanged(boolean isWritable) {
        if (writable != isWritable) {
            writable = isWritable;
            bridge.pipeWritabilityChanged(isWritable);
        }
    }

    @Override
    public void failed(ProtocolException cause) {
        bridge.end(new BridgeEnd.ServerBrokeProtocol(cause));
    }

    @Override
    public void closed() {
        bridge.end(new BridgeEnd.StreamLost("the stream of endpoint " + endpoint + " ended"));
    }
}
