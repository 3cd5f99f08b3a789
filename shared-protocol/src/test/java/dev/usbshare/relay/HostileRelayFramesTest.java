package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.wire.Mutations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes is a frame or a {@link RelayProtocolException}, and nothing leaks. */
class HostileRelayFramesTest {

    private static final int ROUNDS = 20_000;
    private static final int MAX_BYTES = 120;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "0000",
                "02 00",
                "03",
                "03 05 61",
                "03 ff",
                "03 ffffffffff7f",
                "03 ffffffff0f 61",
                "08 01",
                "09 01",
                "0a 010203040506070809",
                "06 0102",
                "07 0102",
                "0c 0000000a",
                "0c 0000000a 00000014 00",
                "0d",
                "04",
                "0e",
                "40 06",
                "ff"
            })
    void fromRelay_isRefused(String hex) {
        ByteBuf message = message(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThatThrownBy(() -> RelayFrameCodec.decodeFromRelay(message, RelayVersion.V2))
                .isInstanceOf(RelayProtocolException.class);
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "01 00", "02", "04", "05 00", "06", "09", "0b", "0d 00"})
    void fromClient_isRefused(String hex) {
        ByteBuf message = message(HexFormat.of().parseHex(hex.replace(" ", "")));

        assertThatThrownBy(() -> RelayFrameCodec.decodeFromClient(message)).isInstanceOf(RelayProtocolException.class);
        assertThat(message.release()).isTrue();
    }

    @Test
    void auth_signatureOfAnotherLength_isRefused() {
        byte[] auth = new byte[1 + 32 + 1 + 64];
        auth[0] = 1;
        auth[33] = 63;

        ByteBuf message = message(auth);

        assertThatThrownBy(() -> RelayFrameCodec.decodeFromClient(message))
                .isInstanceOf(RelayProtocolException.class)
                .hasMessageContaining("another length");
        message.release();
    }

    @Test
    void frame_beyondLimit_isRefused() {
        byte[] large = new byte[RelayFrameCodec.MAX_FRAME_BYTES + 2];
        large[0] = 6;
        ByteBuf message = message(large);

        assertThatThrownBy(() -> RelayFrameCodec.decodeFromRelay(message, RelayVersion.V2))
                .isInstanceOf(RelayProtocolException.class);
        message.release();
    }

    @Test
    void anyBytes_areAFrameOrRefused() {
        survives(message -> RelayFrameCodec.decodeFromRelay(message, RelayVersion.V1));
        survives(message -> RelayFrameCodec.decodeFromRelay(message, RelayVersion.V2));
        survives(RelayFrameCodec::decodeFromClient);
    }

    private static void survives(Function<ByteBuf, RelayFrame> decoder) {
        var random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = Mutations.random(random, MAX_BYTES);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(16);
            }
            ByteBuf message = message(bytes);
            try {
                decoder.apply(message).release();
            } catch (RelayProtocolException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
            assertThat(message.refCnt()).isEqualTo(1);
            message.release();
        }
    }

    @Test
    void everyFrame_cut_isAFrameOrRefused() {
        Stream.concat(RelayFrameCodecTest.fromRelay(), RelayFrameCodecTest.fromClient())
                .map(arguments -> (String) arguments.get()[arguments.get().length - 1])
                .forEach(hex -> {
                    byte[] whole = HexFormat.of().parseHex(hex.replace(" ", ""));
                    for (int length = 0; length < whole.length; length++) {
                        ByteBuf cut = message(Arrays.copyOf(whole, length));
                        try {
                            RelayFrameCodec.decodeFromRelay(cut, RelayVersion.V2)
                                    .release();
                        } catch (RelayProtocolException refused) {
                            assertThat(refused.getMessage()).isNotEmpty();
                        }
                        assertThat(cut.release()).isTrue();
                    }
                });
    }

    private static ByteBuf message(byte[] bytes) {
        return UnpooledByteBufAllocator.DEFAULT
                .buffer(Math.max(1, bytes.length))
                .writeBytes(Unpooled.wrappedBuffer(bytes));
    }
}
