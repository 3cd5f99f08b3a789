package dev.usbshare.usbip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usbip.RetSink.Body;
import dev.usbshare.usbip.UsbIpException.Reason;
import dev.usbshare.usbip.UsbIpFixtures.UsbIpStream;
import dev.usbshare.wire.Mutations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes end in PDUs or in one typed error, however they are cut; the leak detection watches. */
class HostilePdusTest {

    private static final long SEED = 0x5eed_9d05L;
    private static final int ROUNDS = 2000;
    private static final List<Body> BODIES = List.of(Body.values());
    private static final List<UsbIpFixtures> FIXTURES = List.of(UsbIpFixtures.values());

    @ParameterizedTest
    @EnumSource
    void everyTruncation_isNoPdu(UsbIpFixtures fixture) {
        byte[] bytes = fixture.bytes();
        for (int length = 0; length < bytes.length; length++) {
            UsbIpStream stream = fixture.stream();
            stream.write(bytes, 0, length);
            stream.close();
            assertThat(stream.sink.pdus).as("cut to %d", length).isEmpty();
            assertThat(stream.sink.failure).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBitFlip_isAPduOrATypedError(UsbIpFixtures fixture) {
        byte[] bytes = fixture.bytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            UsbIpStream stream = fixture.stream();
            stream.write(Mutations.flipped(bytes, bit));
            stream.close();
            assertTyped(stream);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void randomBytes_endInATypedError(boolean cmd) {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            var stream = new UsbIpStream(cmd);
            byte[] bytes = Mutations.random(random, 200);
            stream.write(bytes);
            stream.close();
            assertThat(stream.sink.failure != null).isEqualTo(bytes.length >= UsbIpCodec.HEADER_BYTES);
            assertTyped(stream);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void damagedStreams_endAlike_howeverTheyAreCut(boolean cmd) {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = Mutations.damaged(random, stream(random, cmd));
            Body body = BODIES.get(random.nextInt(BODIES.size()));
            var whole = new UsbIpStream(cmd);
            whole.sink.body = body;
            whole.write(bytes);
            whole.close();
            var cut = new UsbIpStream(cmd);
            cut.sink.body = body;
            Mutations.pieces(random, bytes).forEach(cut::write);
            cut.close();

            assertThat(cut.sink.pdus).as("round %d", round).isEqualTo(whole.sink.pdus);
            assertThat(reasonOf(cut)).as("round %d", round).isEqualTo(reasonOf(whole));
            assertTyped(whole);
        }
    }

    @Test
    void goodCommands_arriveWhole_howeverTheyAreCut() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS / 4; round++) {
            var stream = new UsbIpStream(true);

            Mutations.pieces(random, stream(random, true)).forEach(stream::write);
            stream.close();

            assertThat(stream.sink.failure).isNull();
            assertThat(stream.sink.pdus).as("round %d", round).hasSize(5);
        }
    }

    private static void assertTyped(UsbIpStream stream) {
        assertThat(reasonOf(stream)).isNotEqualTo(Reason.INTERNAL);
        assertThat(stream.sink.events).endsWith("closed");
        assertThat(stream.sink.events.stream().filter("failed"::equals)).hasSizeLessThan(2);
    }

    private static @Nullable Reason reasonOf(UsbIpStream stream) {
        return stream.sink.failure == null ? null : stream.sink.failure.reason();
    }

    /** Five good PDUs of one direction. */
    private static byte[] stream(RandomGenerator random, boolean cmd) {
        ByteBuf all = Unpooled.buffer();
        for (int pdus = 0; pdus < 5; ) {
            UsbIpFixtures fixture = FIXTURES.get(random.nextInt(FIXTURES.size()));
            if (fixture.isCmd() == cmd) {
                all.writeBytes(fixture.bytes());
                pdus++;
            }
        }
        return ByteBufUtil.getBytes(all);
    }
}
