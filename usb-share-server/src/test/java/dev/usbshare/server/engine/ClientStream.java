package dev.usbshare.server.engine;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's end of one endpoint stream, wired to the server's handler, with what it has been answered. */
final class ClientStream {

    private final EndpointAddress endpoint;
    private final FrameSequencer sequencer = new FrameSequencer();
    private final List<String> answers = new ArrayList<>();
    private final EmbeddedChannel decoder;
    final EmbeddedChannel server;

    ClientStream(EndpointAddress endpoint, StreamOwner owner) {
        this.endpoint = endpoint;
        this.decoder = new EmbeddedChannel(FrameDecoder.ofServerFrames(sequencer, new Answers()));
        this.server = new EmbeddedChannel(EndpointStreams.handler(owner));
    }

    ClientStream open(LeaseId lease) {
        write(new Frame.Open(lease, endpoint), null);
        return this;
    }

    void submitIn(int urbId, int lengthBytes) {
        write(submit(urbId, lengthBytes, Frame.Submit.NO_SETUP, IsoPackets.NONE), null);
    }

    void submitOut(int urbId, String data) {
        write(submit(urbId, data.length(), Frame.Submit.NO_SETUP, IsoPackets.NONE), data);
    }

    /** Sends a SUBMIT's header, and no data yet. */
    void begin(int urbId, int lengthBytes) {
        ByteBuf header = Unpooled.buffer();
        FrameEncoder.write(header, submit(urbId, lengthBytes, Frame.Submit.NO_SETUP, IsoPackets.NONE), lengthBytes);
        server.writeInbound(header);
    }

    void submitIso(int urbId, int lengthBytes, IsoPackets packets) {
        write(submit(urbId, lengthBytes, Frame.Submit.NO_SETUP, packets), null);
    }

    void control(int urbId, SetupPacket setup, int lengthBytes) {
        boolean out = setup.direction() == Direction.OUT;
        write(
                submit(urbId, lengthBytes, setup, IsoPackets.NONE),
                out && lengthBytes > 0 ? "d".repeat(lengthBytes) : null);
    }

    void unlink(int urbId) {
        write(new Frame.Unlink(sequencer.nextSequence(), sequencer.received(), urbId), null);
    }

    void fence(Frame.Mark... marks) {
        write(new Frame.Fence(sequencer.nextSequence(), sequencer.received(), List.of(marks)), null);
    }

    /** This stream's position for a fence. */
    Frame.Mark mark() {
        return new Frame.Mark(endpoint, sequencer.sent());
    }

    Frame.Submit submit(int urbId, int lengthBytes, SetupPacket setup, IsoPackets packets) {
        return new Frame.Submit(
                sequencer.nextSequence(), sequencer.received(), urbId, 0, lengthBytes, 0, packets, 0, setup);
    }

    /** Sends a frame, its header and its data apart. */
    void write(Frame frame, @Nullable String data) {
        ByteBuf header = Unpooled.buffer();
        FrameEncoder.write(header, frame, data == null ? 0 : data.length());
        server.writeInbound(header);
        if (data != null) {
            server.writeInbound(Unpooled.copiedBuffer(data, StandardCharsets.US_ASCII));
        }
    }

    /** What has been flushed to this client so far. */
    List<String> answers() {
        for (ByteBuf out = server.readOutbound(); out != null; out = server.readOutbound()) {
            decoder.writeInbound(out);
        }
        return answers;
    }

    boolean isReading() {
        return server.config().isAutoRead();
    }

    void setWritable(boolean writable) {
        var outbound = server.unsafe().outboundBuffer();
        if (outbound == null) {
            throw new AssertionError("the stream is closed");
        }
        outbound.setUserDefinedWritability(1, writable);
        server.runPendingTasks();
    }

    private final class Answers implements FrameSink {
        private @Nullable ByteBuf buffer;

        @Override
        public ByteBuf payload(Frame header, int payloadBytes) {
            buffer = Unpooled.buffer(payloadBytes);
            return buffer;
        }

        @Override
        public void frame(Frame frame, @Nullable ByteBuf payload) {
            switch (frame) {
                case Frame.Complete c ->
                    answers.add("complete " + c.urbId() + " status " + c.status() + " actual " + c.actualLengthBytes()
                            + (c.packets().isEmpty() ? "" : " of " + c.packets())
                            + (payload == null ? "" : " '" + payload.toString(StandardCharsets.US_ASCII) + "'"));
                case Frame.Unlinked u -> answers.add("unlinked " + u.urbId());
                default -> throw new AssertionError(frame);
            }
        }

        @Override
        public void readComplete() {}

        @Override
        public void closed() {}

        @Override
        public void failed(ProtocolException cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void writabilityChanged(boolean writable) {}
    }
}
