package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.Urb;
import dev.usbshare.wire.FrameFixtures.FrameStream;
import dev.usbshare.wire.RecordingFrameSink.Arrived;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {

    static Stream<Arguments> vectors() {
        return Stream.of(true, false).flatMap(fromClient -> {
            Map<String, byte[]> bytes = Vectors.ofProtocol(fromClient ? "client-frame" : "server-frame");
            return FrameFixtures.frames(fromClient).entrySet().stream()
                    .map(e -> Arguments.of(e.getKey(), fromClient, e.getValue(), bytes.get(e.getKey())));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void vectors_andFixtures_nameTheSameFrames(boolean fromClient) {
        assertThat(Vectors.ofProtocol(fromClient ? "client-frame" : "server-frame")
                        .keySet())
                .isEqualTo(FrameFixtures.frames(fromClient).keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void frame_encodesToItsVector(String name, boolean fromClient, Arrived frame, byte[] vector) {
        assertThat(FrameFixtures.encode(frame)).inHexadecimal().isEqualTo(vector);
        assertThat(FrameEncoder.headerBytes(frame.frame()) + payloadBytes(frame))
                .isEqualTo(vector.length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void vector_decodesToItsFrame(String name, boolean fromClient, Arrived frame, byte[] vector) {
        FrameStream stream = FrameFixtures.before(frame.frame(), fromClient);

        stream.write(vector);

        assertThat(stream.sink.frames).containsExactly(frame);
        assertThat(stream.sink.events).containsExactly("readComplete");
        stream.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void vector_splitAtEachByte_decodesToItsFrame(String name, boolean fromClient, Arrived frame, byte[] vector) {
        for (int at = 1; at < vector.length; at++) {
            FrameStream stream = FrameFixtures.before(frame.frame(), fromClient);

            stream.write(vector, 0, at);
            assertThat(stream.sink.frames).isEmpty();
            stream.write(vector, at, vector.length);

            assertThat(stream.sink.frames).as("split at %d", at).containsExactly(frame);
            stream.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void vector_byteByByte_decodesToItsFrame(String name, boolean fromClient, Arrived frame, byte[] vector) {
        FrameStream stream = FrameFixtures.before(frame.frame(), fromClient);

        for (int at = 0; at < vector.length; at++) {
            stream.write(vector, at, at + 1);
        }

        assertThat(stream.sink.frames).containsExactly(frame);
        stream.close();
    }

    @Test
    void completeInPlace_equalsTheVector_andLeavesTheDataAlone() {
        ByteBuf buffer = Unpooled.buffer().writeZero(Urb.HEADROOM_BYTES).writeInt(0xcafebabe);

        FrameEncoder.completeInPlace(buffer, 1, 1, 7, 0, 4, 4);

        assertThat(ByteBufUtil.getBytes(buffer))
                .isEqualTo(Vectors.ofProtocol("server-frame").get("complete-in"));
    }

    @Test
    void completeInPlace_overAnythingInTheHeadroom_writesEachByte() {
        ByteBuf buffer = Unpooled.buffer();
        for (int i = 0; i < Urb.HEADROOM_BYTES; i++) {
            buffer.writeByte(0xff);
        }

        FrameEncoder.completeInPlace(buffer, 2, 2, 8, -32, 0, 0);

        assertThat(ByteBufUtil.getBytes(buffer))
                .isEqualTo(Vectors.ofProtocol("server-frame").get("complete-stall"));
    }

    @Test
    void putSubmit_beforeTheData_equalsTheVector() {
        ByteBuf buffer = Unpooled.buffer();
        for (int i = 0; i < 8 + FrameEncoder.SUBMIT_BYTES; i++) {
            buffer.writeByte(0xff);
        }
        buffer.writeInt(0xdeadbeef);

        FrameEncoder.putSubmit(buffer, 8, 259, 3, -2, 0x40, 4, 0, Frame.Submit.NO_SETUP, 4);

        assertThat(ByteBufUtil.getBytes(buffer.skipBytes(8)))
                .isEqualTo(Vectors.ofProtocol("client-frame").get("submit-bulk-out"));
    }

    @Test
    void complete_isAsLongAsTheHeadroom() {
        assertThat(FrameEncoder.COMPLETE_BYTES).isEqualTo(Urb.HEADROOM_BYTES);
    }

    private static int payloadBytes(Arrived frame) {
        return frame.payload() == null ? 0 : frame.payload().length() / 2;
    }
}
