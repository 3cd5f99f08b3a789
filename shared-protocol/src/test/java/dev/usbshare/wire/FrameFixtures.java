package dev.usbshare.wire;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.wire.RecordingFrameSink.Arrived;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The frames of {@code docs/protocol-vectors.txt} as values, and streams that are ready to take them. */
final class FrameFixtures {

    static final LeaseId LEASE = LeaseId.parse("000102030405060708090a0b0c0d0e0f");

    private static final SetupPacket GET_DEVICE_DESCRIPTOR = new SetupPacket(0x80, 6, 0x0100, 0, 18);
    private static final SetupPacket NO_SETUP = Frame.Submit.NO_SETUP;
    private static final IsoPackets NONE = IsoPackets.NONE;

    static Map<String, Arrived> clientFrames() {
        var frames = new LinkedHashMap<String, Arrived>();
        frames.put("open", new Arrived(new Frame.Open(LEASE, new EndpointAddress(0x81)), null));
        frames.put(
                "submit-control-in",
                new Arrived(new Frame.Submit(1, 0, 7, 0x200, 18, 0, NONE, 0, GET_DEVICE_DESCRIPTOR), null));
        frames.put(
                "submit-bulk-out",
                new Arrived(new Frame.Submit(259, 3, -2, 0x40, 4, 0, NONE, 0, NO_SETUP), "deadbeef"));
        frames.put("submit-interrupt-in", new Arrived(new Frame.Submit(1, 0, 1, 1, 8, 0, NONE, 10, NO_SETUP), null));
        IsoPackets asked = IsoPackets.of(List.of(new IsoPacket(0, 192, 0, -18), new IsoPacket(192, 192, 0, -18)));
        frames.put("submit-iso-in", new Arrived(new Frame.Submit(2, 0, 9, 2, 384, -1, asked, 1, NO_SETUP), null));
        frames.put("unlink", new Arrived(new Frame.Unlink(2, 0, 7), null));
        frames.put(
                "fence",
                new Arrived(
                        new Frame.Fence(
                                3,
                                1,
                                List.of(
                                        new Frame.Mark(new EndpointAddress(0x02), 17),
                                        new Frame.Mark(new EndpointAddress(0x81), 256))),
                        null));
        return frames;
    }

    static Map<String, Arrived> serverFrames() {
        var frames = new LinkedHashMap<String, Arrived>();
        frames.put("complete-in", new Arrived(new Frame.Complete(1, 1, 7, 0, 4, 0, NONE, 0), "cafebabe"));
        frames.put("complete-out", new Arrived(new Frame.Complete(4, 259, -2, 0, 4, 0, NONE, 0), null));
        frames.put("complete-stall", new Arrived(new Frame.Complete(2, 2, 8, -32, 0, 0, NONE, 0), null));
        frames.put("complete-short", new Arrived(new Frame.Complete(2, 2, 8, -121, 2, 0, NONE, 0), "5341"));
        IsoPackets moved = IsoPackets.of(List.of(new IsoPacket(0, 100, 3, 0), new IsoPacket(100, 100, 0, -71)));
        frames.put("complete-iso-in", new Arrived(new Frame.Complete(2, 2, 9, 0, 3, 5000, moved, 1), "010203"));
        frames.put("unlinked", new Arrived(new Frame.Unlinked(1, 2, 7), null));
        return frames;
    }

    static Map<String, Arrived> frames(boolean fromClient) {
        return fromClient ? clientFrames() : serverFrames();
    }

    /** A stream on which everything before {@code next} has happened. */
    static FrameStream before(Frame next, boolean fromClient) {
        var stream = new FrameStream(fromClient);
        if (fromClient && !(next instanceof Frame.Open)) {
            stream.write(encode(new Frame.Open(LEASE, endpointOf(next)), 0));
        }
        if (next instanceof Frame.Sequenced frame) {
            while (stream.sequencer.sent() < frame.ack()) {
                stream.sequencer.nextSequence();
            }
            stream.sequencer.accept(frame.sequence() - 1, 0);
        }
        stream.sink.frames.clear();
        stream.sink.events.clear();
        return stream;
    }

    static byte[] encode(Frame frame, int payloadBytes) {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.write(out, frame, payloadBytes);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    static byte[] encode(Arrived frame) {
        byte[] payload = frame.payload() == null ? new byte[0] : HexFormat.of().parseHex(frame.payload());
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.write(out, frame.frame(), payload.length);
        out.writeBytes(payload);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static EndpointAddress endpointOf(Frame frame) {
        return switch (frame) {
            case Frame.Submit f when !f.packets().isEmpty() -> new EndpointAddress(0x83);
            case Frame.Submit f when f.interval() > 0 -> new EndpointAddress(0x81);
            case Frame.Submit f when f.setup().equals(NO_SETUP) -> new EndpointAddress(0x02);
            default -> EndpointAddress.CONTROL;
        };
    }

    /** A decoder in a channel of its own. */
    static final class FrameStream {
        final RecordingFrameSink sink = new RecordingFrameSink();
        final FrameSequencer sequencer = new FrameSequencer();
        final EmbeddedChannel channel;

        FrameStream(boolean fromClient) {
            channel = new EmbeddedChannel(
                    fromClient
                            ? FrameDecoder.ofClientFrames(sequencer, sink)
                            : FrameDecoder.ofServerFrames(sequencer, sink));
        }

        void write(byte[] bytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes));
        }

        void write(byte[] bytes, int from, int to) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
        }

        void close() {
            channel.finishAndReleaseAll();
        }
    }

    private FrameFixtures() {}
}
