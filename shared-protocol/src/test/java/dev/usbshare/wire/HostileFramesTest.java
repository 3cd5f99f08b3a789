package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.wire.FrameFixtures.FrameStream;
import dev.usbshare.wire.RecordingFrameSink.Arrived;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes end in frames or in one typed error, however they are cut; the leak detection watches. */
class HostileFramesTest {

    private static final long SEED = 0x5eed_f4a3e5L;
    private static final int ROUNDS = 4000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyTruncation_isNoFrame(boolean fromClient) {
        FrameFixtures.frames(fromClient).forEach((name, frame) -> {
            byte[] bytes = FrameFixtures.encode(frame);
            for (int length = 0; length < bytes.length; length++) {
                FrameStream stream = FrameFixtures.before(frame.frame(), fromClient);
                stream.write(bytes, 0, length);
                stream.close();
                assertThat(stream.sink.frames).as("%s cut to %d", name, length).isEmpty();
                assertThat(stream.sink.failure).isNull();
                assertThat(stream.sink.events).endsWith("closed").doesNotContain("failed");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyBitFlip_isAnotherFrameOrATypedError(boolean fromClient) {
        FrameFixtures.frames(fromClient).forEach((name, frame) -> {
            byte[] bytes = FrameFixtures.encode(frame);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                FrameStream stream = FrameFixtures.before(frame.frame(), fromClient);
                stream.write(Mutations.flipped(bytes, bit));
                stream.close();
                assertThat(stream.sink.frames)
                        .as("%s with bit %d flipped", name, bit)
                        .doesNotContain(frame);
                assertTyped(stream);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void randomBytes_endInATypedError(boolean fromClient) {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            var stream = new FrameStream(fromClient);
            byte[] bytes = Mutations.random(random, 200);
            stream.write(bytes);
            stream.close();
            assertThat(stream.sink.frames).isEmpty();
            assertThat(stream.sink.failure != null).isEqualTo(bytes.length >= FrameLayout.PREFIX_BYTES);
            assertTyped(stream);
        }
    }

    @Test
    void damagedStreams_endAlike_howeverTheyAreCut() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            boolean fromClient = random.nextBoolean();
            byte[] bytes = Mutations.damaged(random, encode(frames(random, fromClient)));
            var whole = new FrameStream(fromClient);
            whole.write(bytes);
            whole.close();
            var cut = new FrameStream(fromClient);
            Mutations.pieces(random, bytes).forEach(cut::write);
            cut.close();

            assertThat(cut.sink.frames).as("round %d", round).isEqualTo(whole.sink.frames);
            assertThat(codeOf(cut)).as("round %d", round).isEqualTo(codeOf(whole));
            assertTyped(whole);
        }
    }

    @Test
    void goodStreams_arriveWhole_howeverTheyAreCut() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS / 4; round++) {
            boolean fromClient = random.nextBoolean();
            List<Arrived> frames = frames(random, fromClient);
            var stream = new FrameStream(fromClient);

            Mutations.pieces(random, encode(frames)).forEach(stream::write);
            stream.close();

            assertThat(stream.sink.failure).isNull();
            assertThat(stream.sink.frames).as("round %d", round).isEqualTo(frames);
        }
    }

    private static void assertTyped(FrameStream stream) {
        assertThat(codeOf(stream)).isNotEqualTo(CloseCode.INTERNAL);
        assertThat(stream.sink.events).endsWith("closed");
        assertThat(stream.sink.events.stream().filter("failed"::equals)).hasSizeLessThan(2);
    }

    private static @Nullable CloseCode codeOf(FrameStream stream) {
        return stream.sink.failure == null ? null : stream.sink.failure.code();
    }

    private static byte[] encode(List<Arrived> frames) {
        ByteBuf all = Unpooled.buffer();
        frames.forEach(f -> all.writeBytes(FrameFixtures.encode(f)));
        return ByteBufUtil.getBytes(all);
    }

    /** A stream's frames from its beginning, of random content. */
    private static List<Arrived> frames(RandomGenerator random, boolean fromClient) {
        var frames = new ArrayList<Arrived>();
        EndpointAddress endpoint = random.nextBoolean()
                ? EndpointAddress.CONTROL
                : new EndpointAddress(random.nextInt(1, 16) | (random.nextBoolean() ? 0x80 : 0));
        if (fromClient) {
            frames.add(new Arrived(new Frame.Open(new LeaseId(random.nextLong(), random.nextLong()), endpoint), null));
        }
        int count = random.nextInt(1, 6);
        for (int sequence = 1; sequence <= count; sequence++) {
            frames.add(fromClient ? clientFrame(random, endpoint, sequence) : serverFrame(random, sequence));
        }
        return frames;
    }

    private static Arrived clientFrame(RandomGenerator random, EndpointAddress endpoint, int sequence) {
        int kind = random.nextInt(endpoint.isControl() ? 3 : 2);
        return switch (kind) {
            case 0 -> submit(random, endpoint, sequence);
            case 1 -> new Arrived(new Frame.Unlink(sequence, 0, random.nextInt()), null);
            default -> {
                var mark = new Frame.Mark(new EndpointAddress(0x81), random.nextLong(1L << 40));
                yield new Arrived(new Frame.Fence(sequence, 0, List.of(mark)), null);
            }
        };
    }

    private static Arrived submit(RandomGenerator random, EndpointAddress endpoint, int sequence) {
        int length = random.nextInt(100);
        SetupPacket setup = Frame.Submit.NO_SETUP;
        boolean in = (endpoint.value() & 0x80) != 0;
        IsoPackets packets = IsoPackets.NONE;
        if (endpoint.isControl()) {
            in = random.nextBoolean();
            setup = new SetupPacket(in ? 0x80 : 0, random.nextInt(256), random.nextInt(65536), 1, length);
        } else if (random.nextInt(4) == 0) {
            packets = IsoPackets.of(List.of(new IsoPacket(0, length / 2, 0, -18), new IsoPacket(length / 2, 1, 0, 0)));
            length++;
        }
        var frame = new Frame.Submit(
                sequence, 0, random.nextInt(), random.nextInt(), length, random.nextInt(), packets, 4, setup);
        return new Arrived(frame, in || length == 0 ? null : hex(random, length));
    }

    private static Arrived serverFrame(RandomGenerator random, int sequence) {
        if (random.nextInt(4) == 0) {
            return new Arrived(new Frame.Unlinked(sequence, 0, random.nextInt()), null);
        }
        int length = random.nextInt(100);
        IsoPackets packets = random.nextInt(4) == 0
                ? IsoPackets.of(List.of(new IsoPacket(0, 100, length, 0), new IsoPacket(100, 8, 0, -71)))
                : IsoPackets.NONE;
        var frame = new Frame.Complete(
                sequence,
                0,
                random.nextInt(),
                -random.nextInt(200),
                length,
                random.nextInt(),
                packets,
                packets.count() / 2);
        return new Arrived(frame, random.nextBoolean() || length == 0 ? null : hex(random, length));
    }

    private static String hex(RandomGenerator random, int bytes) {
        byte[] data = new byte[bytes];
        random.nextBytes(data);
        return HexFormat.of().formatHex(data);
    }
}
