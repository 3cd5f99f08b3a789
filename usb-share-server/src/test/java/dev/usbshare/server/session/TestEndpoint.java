package dev.usbshare.server.session;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client's end of an endpoint stream. */
public final class TestEndpoint implements FrameSink {

    private final FrameSequencer sequencer = new FrameSequencer();
    private final EndpointAddress endpoint;
    public final List<String> heard = new CopyOnWriteArrayList<>();
    public volatile boolean closed;

    public volatile @Nullable Channel channel;

    public TestEndpoint(int endpoint) {
        this.endpoint = new EndpointAddress(endpoint);
    }

    public ChannelInitializer<Channel> handler() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel ch) {
                channel = ch;
                ch.pipeline().addLast(FrameDecoder.ofServerFrames(sequencer, TestEndpoint.this));
            }
        };
    }

    public void open(LeaseId lease) {
        write(new Frame.Open(lease, endpoint), null);
    }

    public void submitIn(int urbId, int lengthBytes) {
        write(submit(urbId, lengthBytes), null);
    }

    public void submitOut(int urbId, String data) {
        write(submit(urbId, data.length()), data);
    }

    private Frame submit(int urbId, int lengthBytes) {
        return new Frame.Submit(
                sequencer.nextSequence(),
                sequencer.received(),
                urbId,
                0,
                lengthBytes,
                0,
                IsoPackets.NONE,
                0,
                Frame.Submit.NO_SETUP);
    }

    private void write(Frame frame, @Nullable String data) {
        ByteBuf out = Unpooled.buffer();
        FrameEncoder.write(out, frame, data == null ? 0 : data.length());
        if (data != null) {
            out.writeCharSequence(data, StandardCharsets.US_ASCII);
        }
        Objects.requireNonNull(channel).writeAndFlush(out);
    }

    @Override
    public ByteBuf payload(Frame header, int payloadBytes) {
        return Unpooled.buffer(payloadBytes);
    }

    @Override
    public void frame(Frame frame, @Nullable ByteBuf payload) {
        heard.add(
                switch (frame) {
                    case Frame.Complete c ->
                        "complete " + c.urbId() + " status " + c.status()
                                + (payload == null ? "" : " '" + payload.toString(StandardCharsets.US_ASCII) + "'");
                    case Frame.Unlinked u -> "unlinked " + u.urbId();
                    default -> throw new AssertionError(frame);
                });
    }

    @Override
    public void readComplete() {}

    @Override
    public void closed() {
        closed = true;
    }

    @Override
    public void failed(ProtocolException cause) {
        throw new AssertionError(cause);
    }

    @Override
    public void writabilityChanged(boolean writable) {}
}
