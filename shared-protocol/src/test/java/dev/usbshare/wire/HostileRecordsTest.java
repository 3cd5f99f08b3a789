package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are a record or a ProtocolException, and cost no more memory than a multiple of their length. */
class HostileRecordsTest {

    private static final long SEED = 0x5eed_4ec0dL;
    private static final int ROUNDS = 20_000;
    private static final int PER_BYTE = 24;
    private static final int FIXED_BYTES = 256 << 10;

    private static final List<byte[]> VECTORS = Vectors.ofProtocol("record").values().stream()
            .map(v -> Arrays.copyOfRange(v, ControlCodec.LENGTH_BYTES, v.length))
            .toList();

    @Test
    void everyTruncation_isMalformed() {
        for (byte[] record : VECTORS) {
            for (int length = 0; length < record.length; length++) {
                assertThat(outcome(Arrays.copyOf(record, length))).isEqualTo(CloseCode.MALFORMED);
            }
        }
    }

    @Test
    void everyBitFlip_isARecordOrATypedError() {
        for (byte[] record : VECTORS) {
            for (int bit = 0; bit < record.length * 8; bit++) {
                outcome(Mutations.flipped(record, bit));
            }
        }
    }

    @Test
    void randomBytes_areATypedError() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(outcome(Mutations.random(random, 120))).isNotNull();
        }
    }

    @Test
    void damagedRecords_areARecordOrATypedError() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            outcome(Mutations.damaged(random, VECTORS.get(random.nextInt(VECTORS.size()))));
        }
    }

    static Stream<Arguments> greedyRecords() {
        byte[] unknown = concat(Cbor.head(5, 1), Cbor.of("x"), Cbor.head(4, 600_000));
        byte[] deviceNames = concat(Cbor.head(5, 1), Cbor.of("devices"), Cbor.head(4, 1024));
        return Stream.of(
                Arguments.of("many empty maps", filled(unknown, 0xa0)),
                Arguments.of("many empty lists", filled(unknown, 0x80)),
                Arguments.of("many empty texts", filled(unknown, 0x60)),
                Arguments.of("many numbers", filled(unknown, 0x01)),
                Arguments.of("many floats", filled(unknown, 0xf9)),
                Arguments.of("many empty maps for devices", filled(deviceNames, 0xa0)),
                Arguments.of("list of 2^31 announced", concat(Cbor.head(5, 1), Cbor.of("x"), Cbor.head(4, 1L << 31))),
                Arguments.of("list of 2^63-1 announced", concat(Cbor.head(4, Long.MAX_VALUE))),
                Arguments.of("map of 2^31-1 announced", Cbor.head(5, Integer.MAX_VALUE)),
                Arguments.of("text of 2^31-1 announced", known("kind", 3, Integer.MAX_VALUE)),
                Arguments.of("text of 2^63-1 announced", known("kind", 3, Long.MAX_VALUE)),
                Arguments.of("bytes of 600000 announced", known("bos", 2, 600_000)),
                Arguments.of("bytes of 2^31-1 announced", known("bos", 2, Integer.MAX_VALUE)),
                Arguments.of("bytes of 2^31-1 announced and skipped", known("x", 2, Integer.MAX_VALUE)),
                Arguments.of("name of 2^31-1 announced", concat(Cbor.head(5, 1), Cbor.head(3, Integer.MAX_VALUE))),
                Arguments.of("big number of 500000 bytes", bigNumber("request")),
                Arguments.of("big number of 500000 bytes to skip", bigNumber("x")),
                Arguments.of("long text", concat(known("kind", 3, 600_000), new byte[600_000])),
                Arguments.of("long name", concat(Cbor.head(5, 1), Cbor.head(3, 600_000), new byte[600_000])),
                Arguments.of("many different names", manyNames()),
                Arguments.of("deep lists", filled(concat(Cbor.head(5, 1), Cbor.of("x")), 0x81)),
                Arguments.of("endless text of empty pieces", filled(known("kind", 3, -1), 0x60)),
                Arguments.of("endless bytes of empty pieces", filled(known("bos", 2, -1), 0x40)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("greedyRecords")
    void greedyRecord_costsNoMoreThanAMultipleOfItsLength(String name, byte[] record) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        outcome(record);

        long before = threads.getCurrentThreadAllocatedBytes();
        CloseCode outcome = outcome(record);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(outcome).isNotNull();
        assertThat(allocated).isLessThan((long) PER_BYTE * record.length + FIXED_BYTES);
    }

    private static @Nullable CloseCode outcome(byte[] record) {
        try {
            ControlCodec.decode(Unpooled.wrappedBuffer(record));
            return null;
        } catch (ProtocolException e) {
            assertThat(e.code()).isIn(CloseCode.MALFORMED, CloseCode.TOO_LARGE);
            return e.code();
        }
    }

    /** A record with one field, of a type and announced length; -1 for an indefinite one. */
    private static byte[] known(String field, int major, long length) {
        byte[] head = length < 0 ? new byte[] {(byte) ((major << 5) | 31)} : Cbor.head(major, length);
        return concat(Cbor.head(5, 1), Cbor.of(field), head);
    }

    private static byte[] bigNumber(String field) {
        return concat(Cbor.head(5, 1), Cbor.of(field), new byte[] {(byte) 0xc2}, Cbor.of(new byte[500_000]));
    }

    private static byte[] manyNames() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(Cbor.head(5, 60_000));
        for (int i = 0; i < 60_000; i++) {
            out.writeBytes(Cbor.of("n%06x".formatted(i)));
            out.write(1);
        }
        return out.toByteArray();
    }

    /** As long as a record may be. */
    private static byte[] filled(byte[] start, int filler) {
        byte[] record = Arrays.copyOf(start, WireLimits.MAX_CONTROL_RECORD_BYTES);
        Arrays.fill(record, start.length, record.length, (byte) filler);
        return record;
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
