package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSinkTest {

    private final Rig rig = new Rig(new SourceSink("000000000001"));

    @AfterEach
    void unplug() {
        rig.close();
    }

    @Test
    void pattern_isSplitMix64OfSeedAndOffset() {
        // By another implementation of the formula.
        assertThat(HexFormat.of().formatHex(pattern(0, 16))).isEqualTo("e8c7ac12fe5ec68c1628843b0a322af2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 64})
    void pattern_inPieces_isTheSameStream(int step) {
        byte[] whole = pattern(5, 200);

        for (int at = 0; at < 200; at += step) {
            int length = Math.min(step, 200 - at);
            byte[] piece = Arrays.copyOfRange(whole, at, at + length);
            assertThat(piece).isEqualTo(pattern(5 + at, length));
            assertThat(TestPattern.firstMismatch(5 + at, Unpooled.wrappedBuffer(piece)))
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 15, 99})
    void pattern_oneByteWrong_isFoundThere(int wrong) {
        byte[] bytes = pattern(3, 100);
        bytes[wrong] ^= 1;

        assertThat(TestPattern.firstMismatch(3, Unpooled.wrappedBuffer(bytes))).isEqualTo(wrong);
    }

    @Test
    void source_givesThePatternWithoutEndUntilRestart() {
        assertThat(rig.in(0x81, 1024).data()).isEqualTo(pattern(0, 1024));
        assertThat(rig.in(0x81, 512).data()).isEqualTo(pattern(1024, 512));

        rig.control(0x40, SourceSink.RESTART, 0, 0, new byte[0]);

        assertThat(rig.in(0x81, 512).data()).isEqualTo(pattern(0, 512));
    }

    @Test
    void sink_countsAndFindsTheFirstWrongByte() {
        rig.out(0x01, pattern(0, 1000));
        assertThat(verdict()).isEqualTo("1000 -1");

        byte[] wrong = pattern(1000, 100);
        wrong[42] ^= 8;
        wrong[50] ^= 8;
        rig.out(0x01, wrong);

        assertThat(verdict()).isEqualTo("1100 1042");
    }

    private String verdict() {
        var verdict = ByteBuffer.wrap(
                        rig.controlIn(0xc0, SourceSink.GET_VERDICT, 0, 0, 16).data())
                .order(ByteOrder.LITTLE_ENDIAN);
        return verdict.getLong() + " " + verdict.getLong();
    }

    private static byte[] pattern(long offset, int bytes) {
        var buffer = Unpooled.buffer(bytes);
        TestPattern.write(offset, bytes, buffer);
        return ByteBufUtil.getBytes(buffer);
    }
}
