package dev.usbshare.client.bridge;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbListener;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server's end of an endpoint stream that gives its URBs straight to a device on the same event loop. */
final class DirectEndpoint implements FrameSink, UrbListener {

    private final UsbDevice device;
    private final EndpointTable endpoints;
    private final FrameSequencer sequencer = new FrameSequencer();
    private final Map<Integer, Urb> inFlight = new HashMap<>();
    private final Set<Integer> unlinked = new HashSet<>();
    private EndpointAddress endpoint = EndpointAddress.CONTROL;
    private @Nullable Channel channel;

    DirectEndpoint(UsbDevice device, EndpointTable endpoints) {
        this.device = device;
        this.endpoints = endpoints;
    }

    ChannelHandler handler() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel opened) {
                channel = opened;
                opened.pipeline().addLast(FrameDecoder.ofClientFrames(sequencer, DirectEndpoint.this));
            }
        };
    }

    @Override
    public ByteBuf payload(Frame header, int payloadBytes) {
        return buffer(payloadBytes);
    }

    @Override
    public void frame(Frame frame, @Nullable ByteBuf payload) {
        switch (frame) {
            case Frame.Open open -> endpoint = open.endpoint();
            case Frame.Submit submit -> submit(submit, payload != null ? payload : buffer(submit.lengthBytes()));
            case Frame.Unlink unlink -> unlink(unlink.urbId());
            default -> {
                // Streams share one thread and arrive in order: a fence holds nothing back.
            }
        }
    }

    private void submit(Frame.Submit submit, ByteBuf buffer) {
        SetupPacket setup = submit.setup();
        if (endpoint.isControl() && setup.isTrapped()) {
            buffer.release();
            trapped(submit.urbId(), setup);
            return;
        }
        int flags = submit.transferFlags();
        Urb urb = endpoint.isControl()
                ? Urb.control(submit.urbId(), setup, flags, submit.lengthBytes(), buffer, this)
                : Urb.data(submit.urbId(), endpoint, type(), flags, submit.lengthBytes(), buffer, this);
        inFlight.put(submit.urbId(), urb);
        device.submit(urb);
    }

    private TransferType type() {
        return endpoints.find(endpoint).map(e -> e.type()).orElse(TransferType.BULK);
    }

    private void trapped(int urbId, SetupPacket setup) {
        if (setup.isSetConfiguration()) {
            device.setConfiguration(setup.value(), status -> {
                endpoints.configure(setup.value());
                complete(urbId, status);
            });
        } else if (setup.isSetInterface()) {
            device.setInterface(setup.index(), setup.value(), status -> {
                endpoints.select(setup.index(), setup.value());
                complete(urbId, status);
            });
        } else {
            device.clearHalt(new EndpointAddress(setup.index()), status -> complete(urbId, status));
        }
    }

    private void unlink(int urbId) {
        Urb urb = inFlight.get(urbId);
        if (urb == null) {
            send(new Frame.Unlinked(sequencer.nextSequence(), sequencer.received(), urbId));
        } else {
            unlinked.add(urbId);
            device.cancel(urb);
        }
    }

    @Override
    public void onUrbComplete(Urb urb, int status, int actualLengthBytes) {
        inFlight.remove(urb.id());
        if (unlinked.remove(urb.id()) && status == UrbStatus.ECONNRESET) {
            urb.release();
            send(new Frame.Unlinked(sequencer.nextSequence(), sequencer.received(), urb.id()));
            return;
        }
        int payloadBytes = urb.direction() == Direction.IN ? actualLengthBytes : 0;
        complete(urb.takeBuffer(), urb.id(), status, actualLengthBytes, payloadBytes);
    }

    private void complete(int urbId, int status) {
        complete(buffer(0), urbId, status, 0, 0);
    }

    private void complete(ByteBuf buffer, int urbId, int status, int actualBytes, int payloadBytes) {
        FrameEncoder.completeInPlace(
                buffer, sequencer.nextSequence(), sequencer.received(), urbId, status, actualBytes, payloadBytes);
        write(buffer);
    }

    private void send(Frame frame) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(FrameEncoder.headerBytes(frame));
        FrameEncoder.write(buffer, frame, 0);
        write(buffer);
    }

    private void write(ByteBuf buffer) {
        Channel open = Objects.requireNonNull(channel);
        open.writeAndFlush(buffer, open.voidPromise());
    }

    private static ByteBuf buffer(int dataBytes) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(Urb.HEADROOM_BYTES + dataBytes)
                .setIndex(Urb.HEADROOM_BYTES, Urb.HEADROOM_BYTES);
    }

    @Override
    public void readComplete() {}

    @Override
    public void closed() {
        inFlight.values().forEach(device::cancel);
    }

    @Override
    public void failed(ProtocolException cause) {
        throw cause;
    }

    @Override
    public void writabilityChanged(boolean writable) {}
}
