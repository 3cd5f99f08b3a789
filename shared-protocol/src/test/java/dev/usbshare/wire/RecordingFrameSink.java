package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what a {@link FrameDecoder} delivers, payloads as hexadecimal. Asked for much memory, it skips the payload. */
final class RecordingFrameSink implements FrameSink {

    static final int HEADROOM_BYTES = 48;
    private static final int MAX_PAYLOAD_BYTES = 1 << 16;

    record Arrived(Frame frame, @Nullable String payload) {}

    final List<Arrived> frames = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    int askedBytes;

    @Nullable
    ProtocolException failure;

    @Override
    public @Nullable ByteBuf payload(Frame header, int payloadBytes) {
        assertThat(payloadBytes).isBetween(1, WireLimits.MAX_URB_BYTES);
        askedBytes = payloadBytes;
        if (payloadBytes > MAX_PAYLOAD_BYTES) {
            return null;
        }
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(HEADROOM_BYTES + payloadBytes)
                .writeZero(HEADROOM_BYTES);
    }

    @Override
    public void frame(Frame frame, @Nullable ByteBuf payload) {
        String hex = null;
        if (payload != null) {
            byte[] bytes = new byte[payload.readableBytes() - HEADROOM_BYTES];
            payload.getBytes(HEADROOM_BYTES, bytes);
            payload.release();
            hex = HexFormat.of().formatHex(bytes);
        }
        frames.add(new Arrived(frame, hex));
    }

    @Override
    public void readComplete() {
        events.add("readComplete");
    }

    @Override
    public void closed() {
        events.add("closed");
    }

    @Override
    public void failed(ProtocolException cause) {
        events.add("failed");
        failure = cause;
    }

    @Override
    public void writabilityChanged(boolean writable) {
        events.add("writable=" + writable);
    }
}
