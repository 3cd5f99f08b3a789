package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.wire.ControlMessage.FromClient;
import dev.usbshare.wire.ControlMessage.FromServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.EncoderException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlDecoderTest {

    private static final Map<String, byte[]> VECTORS = Vectors.ofProtocol("record");

    @Test
    void records_splitAtEachByte_arrive() {
        RecordFixtures.records().forEach((name, record) -> {
            byte[] bytes = ControlCodecTest.encode(record);
            for (int at = 1; at < bytes.length; at++) {
                EmbeddedChannel channel = channelFor(record);

                channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, at));
                assertThat(next(channel)).isNull();
                channel.writeInbound(Unpooled.copiedBuffer(bytes, at, bytes.length - at));

                assertThat(next(channel))
                        .as("%s split at %d", name, at)
                        .usingRecursiveComparison()
                        .isEqualTo(record);
                channel.finishAndReleaseAll();
            }
        });
    }

    @Test
    void manyRecords_inOneBuffer_arriveInOrder() {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < 100; i++) {
            ControlCodec.encode(new ControlMessage.Ping(i), all);
        }
        var channel = new EmbeddedChannel(ControlDecoder.ofClientRecords());

        channel.writeInbound(all);

        for (int i = 0; i < 100; i++) {
            assertThat(next(channel)).isEqualTo(new ControlMessage.Ping(i));
        }
        channel.finishAndReleaseAll();
    }

    @Test
    void unknownKind_arrives_andTheStreamGoesOn() {
        var channel = new EmbeddedChannel(ControlDecoder.ofClientRecords());
        byte[] queue = Cbor.of(Map.of("kind", "queue"));

        channel.writeInbound(Unpooled.buffer().writeInt(queue.length).writeBytes(queue));
        channel.writeInbound(Unpooled.copiedBuffer(ControlCodecTest.encode(new ControlMessage.Ping(1))));

        assertThat(next(channel)).isEqualTo(new ControlMessage.Unknown("queue"));
        assertThat(next(channel)).isEqualTo(new ControlMessage.Ping(1));
        channel.finishAndReleaseAll();
    }

    @Test
    void records_ofTheOtherSide_closeWithUnexpected() {
        RecordFixtures.records().forEach((name, record) -> {
            boolean both = record instanceof FromClient && record instanceof FromServer;
            var channel = new EmbeddedChannel(
                    record instanceof FromClient ? ControlDecoder.ofServerRecords() : ControlDecoder.ofClientRecords());
            ByteBuf bytes = Unpooled.copiedBuffer(Objects.requireNonNull(VECTORS.get(name)));
            if (both) {
                channel.writeInbound(bytes);
                assertThat(next(channel)).isEqualTo(record);
            } else {
                assertThat(refusal(channel, bytes)).as(name).isEqualTo(CloseCode.UNEXPECTED);
            }
            channel.finishAndReleaseAll();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {WireLimits.MAX_CONTROL_RECORD_BYTES + 1, Integer.MAX_VALUE, -1})
    void record_lengthBeyondLimit_closesWithTooLarge(int length) {
        var channel = new EmbeddedChannel(ControlDecoder.ofClientRecords());

        assertThat(refusal(channel, Unpooled.buffer().writeInt(length))).isEqualTo(CloseCode.TOO_LARGE);
        channel.finishAndReleaseAll();
    }

    @Test
    void record_ofNoBytes_closesWithMalformed() {
        var channel = new EmbeddedChannel(ControlDecoder.ofClientRecords());

        assertThat(refusal(channel, Unpooled.buffer().writeInt(0))).isEqualTo(CloseCode.MALFORMED);
        channel.finishAndReleaseAll();
    }

    @Test
    void bytesAfterAFailure_areDropped() {
        var channel = new EmbeddedChannel(ControlDecoder.ofClientRecords());
        refusal(channel, Unpooled.buffer().writeInt(0));

        channel.writeInbound(Unpooled.copiedBuffer(ControlCodecTest.encode(new ControlMessage.Ping(1))));

        assertThat(next(channel)).isNull();
        channel.finishAndReleaseAll();
    }

    @Test
    void encoder_writesEachRecordWithItsLength() {
        RecordFixtures.records().forEach((name, record) -> {
            var channel = new EmbeddedChannel(new ControlEncoder());

            channel.writeOutbound(record);

            ByteBuf bytes = channel.readOutbound();
            assertThat(ByteBufUtil.getBytes(bytes)).isEqualTo(VECTORS.get(name));
            bytes.release();
            channel.finishAndReleaseAll();
        });
    }

    @Test
    void encoder_recordThatIsNeverSent_failsItsPromise() {
        var channel = new EmbeddedChannel(new ControlEncoder());

        assertThat(catchThrowableOfType(
                        EncoderException.class, () -> channel.writeOutbound(new ControlMessage.Unknown("x"))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        channel.finishAndReleaseAll();
    }

    @Test
    void hexadecimalOfALease_isThatOfItsBytes() {
        assertThat(LeaseId.read(Unpooled.wrappedBuffer(FrameFixtures.LEASE.toBytes()), 0))
                .isEqualTo(FrameFixtures.LEASE);
    }

    private static EmbeddedChannel channelFor(ControlMessage record) {
        return new EmbeddedChannel(
                record instanceof FromServer ? ControlDecoder.ofServerRecords() : ControlDecoder.ofClientRecords());
    }

    private static @Nullable Object next(EmbeddedChannel channel) {
        return channel.readInbound();
    }

    private static CloseCode refusal(EmbeddedChannel channel, ByteBuf bytes) {
        return catchThrowableOfType(ProtocolException.class, () -> channel.writeInbound(bytes))
                .code();
    }
}
