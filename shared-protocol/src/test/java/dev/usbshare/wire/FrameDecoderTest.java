package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.wire.FrameFixtures.FrameStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {

    private static final byte[] OPEN_CONTROL = open(EndpointAddress.CONTROL);
    private static final byte[] OPEN_IN = open(new EndpointAddress(0x81));
    private static final byte[] OPEN_OUT = open(new EndpointAddress(0x02));

    // What each field may hold. Offsets are those of docs/protocol.md.

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "0, 07",
        "0, 08",
        "0, ff",
        "1, 01",
        "2, 01",
        "3, 80", // type, flags, reserved
        "7, 1f",
        "7, 21", // length against the fields
        "16, 80",
        "23, 01" // ack
    })
    void submit_withAWrongPrefix_isRefused(int offset, String hex) {
        byte[] bytes = submitIn(8);
        bytes[offset] = (byte) Integer.parseInt(hex, 16);

        CloseCode expected = offset >= 16 ? CloseCode.OUT_OF_SEQUENCE : CloseCode.MALFORMED;
        assertRefused(OPEN_IN, bytes, expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void submit_outOfSequence_closesWithOutOfSequence(long sequence) {
        assertRefused(OPEN_IN, set(submitIn(8), 8, sequence), CloseCode.OUT_OF_SEQUENCE);
    }

    @Test
    void submit_lengthBeyondLimit_closesWithTooLarge() {
        int most = 32 + 16 * WireLimits.MAX_ISO_PACKETS + WireLimits.MAX_URB_BYTES;

        assertRefused(OPEN_OUT, set(submitIn(0), 4, most + 1), CloseCode.TOO_LARGE);
        assertRefused(OPEN_OUT, set(submitIn(0), 4, -1), CloseCode.TOO_LARGE);
    }

    @Test
    void submit_lengthBeyondLimit_isRefusedBeforeTheRestArrives() {
        var stream = new FrameStream(true);
        stream.write(OPEN_OUT);

        stream.write(set(submitIn(0), 4, -1), 0, FrameLayout.PREFIX_BYTES);

        assertThat(stream.sink.failure).isNotNull();
        stream.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {WireLimits.MAX_URB_BYTES + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void submit_urbBeyondLimit_closesWithTooLarge(int lengthBytes) {
        assertRefused(OPEN_IN, set(submitIn(8), 32, lengthBytes), CloseCode.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {WireLimits.MAX_ISO_PACKETS + 1, -1, Integer.MIN_VALUE})
    void submit_packetsBeyondLimit_closesWithTooLarge(int packets) {
        assertRefused(OPEN_IN, set(submitIn(8), 40, packets), CloseCode.TOO_LARGE);
    }

    @Test
    void submit_packetsThatDoNotFollow_closesWithMalformed() {
        assertRefused(OPEN_IN, set(submitIn(8), 40, 1), CloseCode.MALFORMED);
    }

    @Test
    void submit_withLargestUrb_asksForItsMemoryOnce() {
        var stream = new FrameStream(true);
        stream.write(OPEN_OUT);

        stream.write(FrameFixtures.encode(
                submit(WireLimits.MAX_URB_BYTES, Frame.Submit.NO_SETUP), WireLimits.MAX_URB_BYTES));

        assertThat(stream.sink.failure).isNull();
        assertThat(stream.sink.askedBytes).isEqualTo(WireLimits.MAX_URB_BYTES);
        stream.close();
    }

    @Test
    void submitIn_withPayload_closesWithMalformed() {
        assertRefused(OPEN_IN, FrameFixtures.encode(submit(4, Frame.Submit.NO_SETUP), 4), CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5})
    void submitOut_withOtherPayloadThanItsLength_closesWithMalformed(int payloadBytes) {
        assertRefused(
                OPEN_OUT, FrameFixtures.encode(submit(4, Frame.Submit.NO_SETUP), payloadBytes), CloseCode.MALFORMED);
    }

    @Test
    void submitOnControl_takesItsDirectionFromTheSetupPacket() {
        var out = new SetupPacket(0x00, 9, 1, 0, 4);
        var stream = new FrameStream(true);
        stream.write(OPEN_CONTROL);

        stream.write(FrameFixtures.encode(submit(4, out), 4));
        stream.write(new byte[] {1, 2, 3, 4});

        assertThat(stream.sink.frames)
                .hasSize(2)
                .element(1)
                .extracting("payload")
                .isEqualTo("01020304");
        stream.close();
        assertRefused(OPEN_CONTROL, FrameFixtures.encode(submit(4, out), 0), CloseCode.MALFORMED);
    }

    @Test
    void submit_withSetupOutsideOfControl_closesWithMalformed() {
        assertRefused(OPEN_IN, set(submitIn(8), 48, 1L), CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"-1, 8", "0, -1", "1, 8", "0, 9", "2147483647, 2147483647"})
    void submit_packetsOutsideOfTheUrb_closesWithMalformed(int offset, int length) {
        byte[] bytes = isoSubmit();

        assertRefused(OPEN_IN, set(set(bytes, 56, offset), 60, length), CloseCode.MALFORMED);
    }

    @Test
    void submit_packetsOnControl_closesWithMalformed() {
        assertRefused(OPEN_CONTROL, set(isoSubmit(), 48, 0x8000000000000000L), CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -4096, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void complete_statusThatIsNoErrno_closesWithMalformed(int status) {
        assertRefused(null, set(completeOut(0), 28, status), CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {WireLimits.MAX_URB_BYTES + 1, -1})
    void complete_actualLengthBeyondLimit_closesWithTooLarge(int actual) {
        assertRefused(null, set(completeOut(0), 32, actual), CloseCode.TOO_LARGE);
    }

    @Test
    void complete_withPartOfItsData_closesWithMalformed() {
        assertRefused(
                null,
                FrameFixtures.encode(new Frame.Complete(1, 0, 1, 0, 4, 0, IsoPackets.NONE, 0), 3),
                CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void complete_errorsWithoutPackets_closesWithMalformed(int errors) {
        assertRefused(null, set(completeOut(0), 44, errors), CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"56, 2", "56, 4", "56, -1", "60, 101", "52, 2"})
    void complete_packetsThatDoNotAddUp_closesWithMalformed(int offset, int value) {
        var arrived = FrameFixtures.serverFrames().get("complete-iso-in");
        var frame = (Frame.Complete) Objects.requireNonNull(arrived).frame();
        byte[] bytes = FrameFixtures.encode(
                new Frame.Complete(
                        1,
                        0,
                        frame.urbId(),
                        frame.status(),
                        frame.actualLengthBytes(),
                        frame.startFrame(),
                        frame.packets(),
                        frame.errorCount()),
                3);

        assertRefused(null, set(bytes, offset, value), offset == 60 ? null : CloseCode.MALFORMED);
    }

    @Test
    void open_twice_closesWithUnexpected() {
        assertRefused(OPEN_IN, OPEN_IN, CloseCode.UNEXPECTED);
    }

    @Test
    void anything_beforeOpen_closesWithUnexpected() {
        assertRefused(null, true, submitIn(8), CloseCode.UNEXPECTED);
    }

    @Test
    void open_ofAnotherVersion_closesWithVersionMismatch() {
        byte[] bytes = OPEN_IN.clone();
        bytes[41] = 2;
        assertRefused(null, true, bytes, CloseCode.VERSION_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({"40, 80", "40, 10", "40, ff", "42, 01", "43, 01", "7, 15", "7, 13"})
    void open_withAWrongField_closesWithMalformedOrTooLarge(int offset, String hex) {
        byte[] bytes = OPEN_IN.clone();
        bytes[offset] = (byte) Integer.parseInt(hex, 16);

        assertRefused(null, true, bytes, hex.equals("15") ? CloseCode.TOO_LARGE : CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void open_thatCounts_closesWithOutOfSequence(int offset) {
        assertRefused(null, true, set(OPEN_IN.clone(), offset, 1L), CloseCode.OUT_OF_SEQUENCE);
    }

    @Test
    void frames_ofTheOtherSide_closeWithUnexpected() {
        assertRefused(OPEN_IN, completeOut(0), CloseCode.UNEXPECTED);
        assertRefused(OPEN_IN, FrameFixtures.encode(new Frame.Unlinked(1, 0, 7), 0), CloseCode.UNEXPECTED);
        assertRefused(null, OPEN_IN, CloseCode.UNEXPECTED);
        assertRefused(null, submitIn(8), CloseCode.UNEXPECTED);
        assertRefused(null, FrameFixtures.encode(new Frame.Unlink(1, 0, 7), 0), CloseCode.UNEXPECTED);
        assertRefused(null, fence(), CloseCode.UNEXPECTED);
    }

    @Test
    void fence_forItsOwnEndpoint_closesWithMalformed() {
        var own = new Frame.Fence(1, 0, List.of(new Frame.Mark(new EndpointAddress(0x81), 1)));
        assertRefused(OPEN_IN, FrameFixtures.encode(own, 0), CloseCode.MALFORMED);
    }

    @Test
    void fence_marksBeyondLimit_closesWithTooLarge() {
        byte[] bytes = fence();
        bytes[24] = WireLimits.MAX_FENCE_MARKS + 1;
        assertRefused(OPEN_CONTROL, bytes, CloseCode.TOO_LARGE);
        assertRefused(OPEN_CONTROL, set(fence(), 4, 1 + 9 * WireLimits.MAX_FENCE_MARKS + 1), CloseCode.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"24, 00", "24, 01", "24, 03", "25, 00", "25, 81", "25, 80", "26, 80"})
    void fence_withAWrongField_closesWithMalformed(int offset, String hex) {
        byte[] bytes = fence();
        bytes[offset] = (byte) Integer.parseInt(hex, 16);

        assertRefused(OPEN_CONTROL, bytes, CloseCode.MALFORMED);
    }

    @Test
    void fence_ofEveryEndpoint_isTaken() {
        List<Frame.Mark> marks = IntStream.rangeClosed(1, 15)
                .boxed()
                .flatMap(n -> Stream.of(n, n | 0x80))
                .map(a -> new Frame.Mark(new EndpointAddress(a), a))
                .toList();
        var stream = new FrameStream(true);
        stream.write(OPEN_CONTROL);

        stream.write(FrameFixtures.encode(new Frame.Fence(1, 0, marks), 0));

        assertThat(stream.sink.frames).element(1).extracting("frame.marks").isEqualTo(marks);
        stream.close();
    }

    // How the stream lives.

    @Test
    void manyFrames_inOneBuffer_arriveInOrder() {
        var stream = new FrameStream(true);
        ByteBuf all = Unpooled.buffer().writeBytes(OPEN_OUT);
        for (int i = 1; i <= 100; i++) {
            FrameEncoder.write(all, new Frame.Submit(i, 0, i, 0, 4, 0, IsoPackets.NONE, 0, Frame.Submit.NO_SETUP), 4);
            all.writeInt(i);
        }

        stream.channel.writeInbound(all);

        assertThat(stream.sink.frames).hasSize(101);
        for (int i = 1; i <= 100; i++) {
            assertThat(stream.sink.frames.get(i).payload()).isEqualTo("%08x".formatted(i));
        }
        assertThat(stream.sink.events).containsExactly("readComplete");
        assertThat(stream.sequencer.received()).isEqualTo(100);
        stream.close();
    }

    @Test
    void frame_isCountedOnlyWhenWhole() {
        var stream = new FrameStream(true);
        stream.write(OPEN_OUT);

        stream.write(FrameFixtures.encode(submit(4, Frame.Submit.NO_SETUP), 4));

        assertThat(stream.sequencer.received()).isZero();
        stream.write(new byte[4]);
        assertThat(stream.sequencer.received()).isEqualTo(1);
        stream.close();
    }

    @Test
    void failure_dropsWhatFollows_andIsToldOnce() {
        var stream = new FrameStream(true);
        stream.write(OPEN_IN);
        stream.sink.events.clear();

        stream.write(set(submitIn(8), 8, 9L));
        stream.write(submitIn(8));
        stream.write(set(submitIn(8), 8, 9L));
        stream.close();

        assertThat(stream.sink.frames).hasSize(1);
        assertThat(stream.sink.events).containsExactly("failed", "closed");
    }

    @Test
    void close_inThePayload_releasesTheSinksBuffer() {
        var stream = new FrameStream(true);
        stream.write(OPEN_OUT);
        stream.write(FrameFixtures.encode(submit(4, Frame.Submit.NO_SETUP), 4));
        stream.write(new byte[2]);
        stream.sink.events.clear();

        stream.close();

        assertThat(stream.sink.events).containsExactly("closed");
    }

    @Test
    void removal_inThePayload_releasesTheSinksBuffer() {
        var stream = new FrameStream(true);
        stream.write(OPEN_OUT);
        stream.write(FrameFixtures.encode(submit(4, Frame.Submit.NO_SETUP), 4));
        stream.sink.events.clear();

        stream.channel.pipeline().removeFirst();
        stream.close();

        assertThat(stream.sink.events).containsExactly("closed");
    }

    @Test
    void endOfInput_closesTheStream() {
        var stream = new FrameStream(true);
        stream.write(OPEN_OUT);

        stream.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(stream.channel.isOpen()).isFalse();
        assertThat(stream.sink.events).endsWith("closed");
        stream.close();
    }

    @Test
    void writability_isPassedOn() {
        var stream = new FrameStream(true);
        stream.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        stream.channel.runPendingTasks();
        stream.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        stream.channel.runPendingTasks();

        assertThat(stream.sink.events).containsExactly("writable=false", "writable=true");
        stream.close();
    }

    @Test
    void brokenStream_isClosed() {
        var stream = new FrameStream(true);

        stream.channel.pipeline().fireExceptionCaught(new IOException("stream reset"));

        assertThat(stream.sink.events).containsExactly("closed");
        stream.close();
    }

    @Test
    void sinkThatRefusesAFrame_failsTheStreamWithItsCode() {
        var sink = new RefusingSink(new ProtocolException(CloseCode.LIMIT_EXCEEDED, "enough"));

        assertThat(sink.failureAfter(OPEN_OUT, submitOut())).isEqualTo(CloseCode.LIMIT_EXCEEDED);
    }

    @Test
    void sinkThatBreaks_failsTheStreamWithInternal() {
        var sink = new RefusingSink(new IllegalStateException("a bug"));

        assertThat(sink.failureAfter(OPEN_OUT, submitOut())).isEqualTo(CloseCode.INTERNAL);
    }

    @Test
    void sinkThatClosesTheStream_hearsNothingMore() {
        var sink = new RefusingSink(null);

        assertThat(sink.failureAfter(OPEN_OUT, submitOut())).isNull();
        assertThat(sink.asked).isEqualTo(1);
    }

    private static final class RefusingSink implements FrameSink {
        private final @Nullable RuntimeException thrown;
        private final EmbeddedChannel channel;
        private @Nullable CloseCode failure;
        int asked;

        RefusingSink(@Nullable RuntimeException thrown) {
            this.thrown = thrown;
            channel = new EmbeddedChannel(FrameDecoder.ofClientFrames(new FrameSequencer(), this));
        }

        @Nullable
        CloseCode failureAfter(byte[]... buffers) {
            for (byte[] bytes : buffers) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes));
            }
            channel.finishAndReleaseAll();
            return failure;
        }

        @Override
        public @Nullable ByteBuf payload(Frame header, int payloadBytes) {
            asked++;
            if (thrown != null) {
                throw thrown;
            }
            channel.close();
            return Unpooled.directBuffer(payloadBytes);
        }

        @Override
        public void frame(Frame frame, @Nullable ByteBuf payload) {
            assertThat(frame).isInstanceOf(Frame.Open.class);
        }

        @Override
        public void readComplete() {}

        @Override
        public void closed() {}

        @Override
        public void failed(ProtocolException cause) {
            failure = cause.code();
        }

        @Override
        public void writabilityChanged(boolean writable) {}
    }

    private static byte[] open(EndpointAddress endpoint) {
        return FrameFixtures.encode(new Frame.Open(FrameFixtures.LEASE, endpoint), 0);
    }

    private static Frame.Submit submit(int lengthBytes, SetupPacket setup) {
        return new Frame.Submit(1, 0, 1, 0, lengthBytes, 0, IsoPackets.NONE, 0, setup);
    }

    private static byte[] submitIn(int lengthBytes) {
        return FrameFixtures.encode(submit(lengthBytes, Frame.Submit.NO_SETUP), 0);
    }

    private static byte[] submitOut() {
        byte[] header = FrameFixtures.encode(submit(4, Frame.Submit.NO_SETUP), 4);
        return Arrays.copyOf(header, header.length + 4);
    }

    private static byte[] isoSubmit() {
        var packets = IsoPackets.of(List.of(new IsoPacket(0, 8, 0, 0)));
        return FrameFixtures.encode(new Frame.Submit(1, 0, 1, 0, 8, 0, packets, 0, Frame.Submit.NO_SETUP), 0);
    }

    private static byte[] completeOut(int status) {
        return FrameFixtures.encode(new Frame.Complete(1, 0, 1, status, 0, 0, IsoPackets.NONE, 0), 0);
    }

    private static byte[] fence() {
        var marks =
                List.of(new Frame.Mark(new EndpointAddress(0x02), 17), new Frame.Mark(new EndpointAddress(0x81), 256));
        return FrameFixtures.encode(new Frame.Fence(1, 0, marks), 0);
    }

    private static byte[] set(byte[] bytes, int offset, int value) {
        Unpooled.wrappedBuffer(bytes).setInt(offset, value);
        return bytes;
    }

    private static byte[] set(byte[] bytes, int offset, long value) {
        Unpooled.wrappedBuffer(bytes).setLong(offset, value);
        return bytes;
    }

    /** With an OPEN before it: a client's frame; without: a server's. */
    private static void assertRefused(byte @Nullable [] open, byte[] bytes, @Nullable CloseCode expected) {
        assertRefused(open, open != null, bytes, expected);
    }

    private static void assertRefused(
            byte @Nullable [] open, boolean fromClient, byte[] bytes, @Nullable CloseCode expected) {
        var stream = new FrameStream(fromClient);
        if (open != null) {
            stream.write(open);
        }
        stream.write(bytes);
        stream.close();
        if (expected == null) {
            assertThat(stream.sink.failure).isNull();
        } else {
            assertThat(stream.sink.failure).isNotNull();
            assertThat(stream.sink.failure.code()).isEqualTo(expected);
            assertThat(stream.sink.frames).hasSize(open == null ? 0 : 1);
        }
    }
}
