package dev.usbshare.client.bridge;

import dev.usbshare.quic.StreamPriority;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server's end of an endpoint stream: records what comes, sends what the test says. */
final class ScriptedStream implements FrameSink {

    final StreamPriority priority;
    final List<Frame.Submit> submits = new ArrayList<>();
    final List<byte[]> payloads = new ArrayList<>();
    final List<Integer> unlinks = new ArrayList<>();
    /** Every frame, in order. */
    final List<Frame> frames = new ArrayList<>();

    boolean closed;
    /** What is sent waits for {@link #letThrough}. */
    boolean held;

    private final ByteBuf waiting = Unpooled.buffer();

    @Nullable
    ProtocolException broken;

    private final FrameSequencer sequencer = new FrameSequencer();
    private @Nullable Channel channel;
    private @Nullable EndpointAddress endpoint;

    ScriptedStream(StreamPriority priority) {
        this.priority = priority;
    }

    ChannelHandler handler() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opened) {
                channel = opened;
                opened.pipeline().addLast(FrameDecoder.ofClientFrames(sequencer, ScriptedStream.this));
            }
        };
    }

    EndpointAddress endpoint() {
        return Objects.requireNonNull(endpoint, "no OPEN yet");
    }

    boolean isOpened() {
        return endpoint != null;
    }

    Frame.Submit last() {
        return submits.getLast();
    }

    void completeIn(int urbId, int status, byte... data) {
        send(new Frame.Complete(next(), ack(), urbId, status, data.length, 0, IsoPackets.NONE, 0), data);
    }

    void completeOut(int urbId, int status, int actualBytes) {
        send(new Frame.Complete(next(), ack(), urbId, status, actualBytes, 0, IsoPackets.NONE, 0));
    }

    void completeIso(int urbId, int actualBytes, IsoPackets packets, int errors, byte... data) {
        send(new Frame.Complete(next(), ack(), urbId, 0, actualBytes, 77, packets, errors), data);
    }

    void unlinked(int urbId) {
        send(new Frame.Unlinked(next(), ack(), urbId));
    }

    void send(Frame frame, byte... payload) {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.write(out, frame, payload.length);
        sendRaw(out.writeBytes(payload));
    }

    void sendRaw(ByteBuf bytes) {
        if (held) {
            waiting.writeBytes(bytes);
            bytes.release();
        } else {
            channel().writeAndFlush(bytes);
        }
    }

    /** Lets at most that much of what waits go, wherever in a frame that cuts. */
    void letThrough(int maxBytes) {
        int bytes = Math.min(maxBytes, waiting.readableBytes());
        if (bytes > 0) {
            channel().writeAndFlush(waiting.readBytes(bytes));
            waiting.discardReadBytes();
        }
    }

    long next() {
        return sequencer.nextSequence();
    }

    long ack() {
        return sequencer.received();
    }

    void close() {
        channel().close();
    }

    void autoRead(boolean on) {
        channel().config().setAutoRead(on);
    }

    boolean isWritable() {
        return channel().isWritable();
    }

    @Override
    public ByteBuf payload(Frame header, int payloadBytes) {
        return Unpooled.buffer(payloadBytes);
    }

    @Override
    public void frame(Frame frame, @Nullable ByteBuf payload) {
        switch (frame) {
            case Frame.Open open -> endpoint = open.endpoint();
            case Frame.Submit submit -> {
                submits.add(submit);
                payloads.add(payload == null ? new byte[0] : ByteBufUtil.getBytes(payload));
                frames.add(submit);
            }
            case Frame.Unlink unlink -> {
                unlinks.add(unlink.urbId());
                frames.add(unlink);
            }
            default -> frames.add(frame);
        }
    }

    @Override
    public void readComplete() {}

    @Override
    public void closed() {
        closed = true;
    }

    @Override
    public void failed(ProtocolException cause) {
        broken = cause;
    }

    @Override
    public void writabilityChanged(boolean writable) {}

    private Channel channel() {
        return Objects.requireNonNull(channel, "not connected");
    }
}
