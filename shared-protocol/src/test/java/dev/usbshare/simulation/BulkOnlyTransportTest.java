package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport as a host controller meets it, by the numbers of its specification. */
class BulkOnlyTransportTest {

    private static final int IN = 0x81;
    private static final int OUT = 0x02;
    private static final byte[] TEST_UNIT_READY = new byte[6];
    private static final byte[] INQUIRY = {0x12, 0, 0, 0, 36, 0};
    private static final byte[] UNKNOWN = {(byte) 0xff};

    /** Of the last command. */
    private int tag = 0x12345678;

    private final Rig rig = new Rig(FlashDrive.inMemory("000000000001", 1 << 20));

    /** A status wrapper. */
    private record Status(int tag, int residue, int status) {}

    @AfterEach
    void unplug() {
        rig.close();
    }

    @Test
    void case1_hostNone_deviceNone_passes() {
        command(0, false, TEST_UNIT_READY);

        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
    }

    @Test
    void case2_hostNone_deviceIn_isPhaseError() {
        command(0, true, INQUIRY);

        assertThat(status().status()).isEqualTo(2);
    }

    @Test
    void case3_hostNone_deviceOut_isPhaseErrorAndWritesNothing() {
        command(0, false, blocks(0x2a, 0, 1));

        assertThat(status().status()).isEqualTo(2);
        assertThat(readBlocks(0, 1)).containsOnly(0);
    }

    @Test
    void case4_hostIn_deviceNone_stallsThenReportsAllAsResidue() {
        command(64, true, TEST_UNIT_READY);

        assertStalled(IN, 0, rig.in(IN, 64));
        assertThat(status()).isEqualTo(new Status(tag, 64, 0));
    }

    @Test
    void case5_hostIn_deviceLess_givesWhatThereIsThenStalls() {
        command(192, true, new byte[] {0x1a, 0, 0x3f, 0, (byte) 192, 0});

        Rig.Ended data = rig.in(IN, 192);
        assertThat(data.status()).isEqualTo(UrbStatus.OK);
        assertThat(data.actualLengthBytes()).isEqualTo(24);
        assertStalled(IN, 0, rig.in(IN, 13));
        assertThat(status()).isEqualTo(new Status(tag, 168, 0));
    }

    @Test
    void case5_wholePackets_stallInTheSameTransfer() {
        command(2048, true, blocks(0x28, 0, 2));

        assertStalled(IN, 1024, rig.in(IN, 2048));
        assertThat(status()).isEqualTo(new Status(tag, 1024, 0));
    }

    @Test
    void case6_hostIn_deviceSame_passes() {
        command(36, true, INQUIRY);

        assertThat(rig.in(IN, 36).actualLengthBytes()).isEqualTo(36);
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
    }

    @Test
    void case7_hostIn_deviceMore_isPhaseError() {
        command(512, true, blocks(0x28, 0, 2));

        assertStalled(IN, 0, rig.in(IN, 512));
        assertThat(status().status()).isEqualTo(2);
    }

    @Test
    void case8_hostIn_deviceOut_isPhaseErrorAndWritesNothing() {
        command(512, true, blocks(0x2a, 0, 1));

        assertStalled(IN, 0, rig.in(IN, 512));
        assertThat(status().status()).isEqualTo(2);
        assertThat(readBlocks(0, 1)).containsOnly(0);
    }

    @Test
    void case9_hostOut_deviceNone_stallsThenReportsAllAsResidue() {
        command(512, false, TEST_UNIT_READY);

        assertStalled(OUT, 0, rig.out(OUT, new byte[512]));
        assertThat(status()).isEqualTo(new Status(tag, 512, 0));
    }

    @Test
    void case10_hostOut_deviceIn_isPhaseError() {
        command(36, false, INQUIRY);

        assertStalled(OUT, 0, rig.out(OUT, new byte[36]));
        assertThat(status().status()).isEqualTo(2);
    }

    @Test
    void case11_hostOut_deviceLess_takesItsPartThenStalls() {
        command(1024, false, blocks(0x2a, 3, 1));

        assertStalled(OUT, 512, rig.out(OUT, filled(1024, 7)));
        assertThat(status()).isEqualTo(new Status(tag, 512, 0));
        assertThat(readBlocks(3, 1)).containsOnly(7);
        assertThat(readBlocks(4, 1)).containsOnly(0);
    }

    @Test
    void case12_hostOut_deviceSame_passes() {
        command(1024, false, blocks(0x2a, 3, 2));

        assertThat(rig.out(OUT, filled(1024, 7)).actualLengthBytes()).isEqualTo(1024);
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
        assertThat(readBlocks(3, 2)).containsOnly(7);
    }

    @Test
    void case13_hostOut_deviceMore_isPhaseErrorAndWritesNothing() {
        command(512, false, blocks(0x2a, 0, 2));

        assertStalled(OUT, 0, rig.out(OUT, filled(512, 7)));
        assertThat(status().status()).isEqualTo(2);
        assertThat(readBlocks(0, 1)).containsOnly(0);
    }

    @Test
    void failedCommand_withData_stallsAndFails() {
        command(64, true, UNKNOWN);
        assertStalled(IN, 0, rig.in(IN, 64));
        assertThat(status()).isEqualTo(new Status(tag, 64, 1));

        command(18, true, new byte[] {3, 0, 0, 0, 18, 0});
        assertThat(rig.in(IN, 18).data()).startsWith(0x70, 0, 5).contains(0x20, atIndex(12));
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
    }

    @Test
    void dataInPieces_bothWays_arrivesWhole() {
        command(4096, false, blocks(0x2a, 8, 8));
        for (int i = 0; i < 4; i++) {
            assertThat(rig.out(OUT, filled(1024, i)).status()).isEqualTo(UrbStatus.OK);
        }
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));

        command(4096, true, blocks(0x28, 8, 8));
        for (int i = 0; i < 8; i++) {
            assertThat(rig.in(IN, 512).data()).hasSize(512).containsOnly(i / 2);
        }
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
    }

    @Test
    void hostEndsItsDataEarly_commandFailsWithResidue() {
        command(2048, false, blocks(0x2a, 0, 4));

        assertThat(rig.out(OUT, filled(700, 7)).status()).isEqualTo(UrbStatus.OK);
        assertThat(status()).isEqualTo(new Status(tag, 1348, 1));
        assertThat(readBlocks(0, 1)).containsOnly(7);
        assertThat(readBlocks(1, 1)).containsOnly(0);
    }

    @Test
    void nextCommand_beforeTheStatusIsRead_waits() {
        command(0, false, TEST_UNIT_READY);
        int first = tag;
        Rig.Pending next = rig.out(OUT, wrapper(36, true, INQUIRY), 0);
        rig.settle();

        assertThat(next.end()).isNotDone();
        assertThat(status()).isEqualTo(new Status(first, 0, 0));

        assertThat(next.await().status()).isEqualTo(UrbStatus.OK);
        assertThat(rig.in(IN, 36).actualLengthBytes()).isEqualTo(36);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 32, 512})
    void wrapperOfWrongLength_stallsBothPipesUntilResetRecovery(int bytes) {
        assertThat(rig.out(OUT, Arrays.copyOf(wrapper(0, false, TEST_UNIT_READY), bytes))
                        .status())
                .isEqualTo(UrbStatus.OK);

        assertBrokenUntilResetRecovery();
    }

    @ParameterizedTest
    @CsvSource({"0, 0x54", "13, 0x10", "14, 0", "14, 17", "14, 255"})
    void meaninglessWrapper_stallsBothPipesUntilResetRecovery(int offset, int value) {
        byte[] wrapper = wrapper(0, false, TEST_UNIT_READY);
        wrapper[offset] = (byte) value;

        assertThat(rig.out(OUT, wrapper).status()).isEqualTo(UrbStatus.OK);

        assertBrokenUntilResetRecovery();
    }

    @Test
    void reset_inTheDataStage_forgetsTheCommandAndKeepsHalts() {
        command(1024, true, blocks(0x28, 0, 2));
        rig.control(0x02, 3, 0, IN, new byte[0]);

        assertThat(rig.control(0x21, 0xff, 0, 0, new byte[0]).status()).isEqualTo(UrbStatus.OK);

        assertStalled(IN, 0, rig.in(IN, 512));
        command(36, true, INQUIRY);
        assertThat(rig.in(IN, 36)).returns(UrbStatus.OK, Rig.Ended::status).returns(36, Rig.Ended::actualLengthBytes);
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
    }

    @Test
    void maxLun_isZero() {
        assertThat(rig.controlIn(0xa1, 0xfe, 0, 0, 1).data()).containsExactly(0);
        assertThat(rig.controlIn(0xa1, 0xfe, 0, 1, 1).status()).isEqualTo(UrbStatus.EPIPE);
    }

    @Test
    void otherUnit_isNotSupported() {
        byte[] wrapper = wrapper(0, false, TEST_UNIT_READY);
        wrapper[13] = 1;

        rig.out(OUT, wrapper);

        assertThat(status()).isEqualTo(new Status(tag, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomWrappers_neverKillTheDevice(long seed) {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 200; round++) {
            byte[] wrapper = wrapper(0, false, TEST_UNIT_READY);
            for (int flips = random.nextInt(12); flips > 0; flips--) {
                int at = random.nextInt(4) == 0 ? random.nextInt(31) : 8 + random.nextInt(23);
                wrapper[at] = (byte) random.nextInt();
            }
            Rig.Pending in = rig.in(IN, random.nextInt(4096), 0);
            Rig.Pending out = rig.out(OUT, random.nextInt(8) == 0 ? new byte[random.nextInt(2000)] : wrapper, 0);
            Rig.Pending data = rig.out(OUT, new byte[random.nextInt(2000)], 0);
            for (Rig.Pending pending : new Rig.Pending[] {in, out, data}) {
                rig.cancel(pending);
                pending.await();
            }
            recover();
        }

        command(36, true, INQUIRY);
        assertThat(rig.in(IN, 36).actualLengthBytes()).isEqualTo(36);
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
        assertThat(rig.gone).isNotDone();
    }

    private void assertBrokenUntilResetRecovery() {
        assertThat(rig.in(IN, 13).status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.out(OUT, wrapper(0, false, TEST_UNIT_READY)).status()).isEqualTo(UrbStatus.EPIPE);
        rig.clearHalt(IN);
        rig.clearHalt(OUT);
        assertThat(rig.in(IN, 13).status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.out(OUT, wrapper(0, false, TEST_UNIT_READY)).status()).isEqualTo(UrbStatus.EPIPE);

        recover();

        command(0, false, TEST_UNIT_READY);
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
    }

    private void recover() {
        assertThat(rig.control(0x21, 0xff, 0, 0, new byte[0]).status()).isEqualTo(UrbStatus.OK);
        rig.clearHalt(IN);
        rig.clearHalt(OUT);
    }

    private void assertStalled(int endpoint, int moved, Rig.Ended ended) {
        assertThat(ended.status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(ended.actualLengthBytes()).isEqualTo(moved);
        assertThat(rig.clearHalt(endpoint)).isEqualTo(UrbStatus.OK);
    }

    private void command(int hostBytes, boolean in, byte[] commandBlock) {
        assertThat(rig.out(OUT, wrapper(hostBytes, in, commandBlock)))
                .returns(UrbStatus.OK, Rig.Ended::status)
                .returns(31, Rig.Ended::actualLengthBytes);
    }

    private Status status() {
        Rig.Ended ended = rig.in(IN, 13);
        assertThat(ended.status()).isEqualTo(UrbStatus.OK);
        assertThat(ended.data()).hasSize(13);
        ByteBuf wrapper = Unpooled.wrappedBuffer(ended.data());
        assertThat(wrapper.readIntLE()).isEqualTo(0x53425355);
        return new Status(wrapper.readIntLE(), wrapper.readIntLE(), wrapper.readByte());
    }

    private byte[] readBlocks(int block, int count) {
        command(512 * count, true, blocks(0x28, block, count));
        byte[] data = rig.in(IN, 512 * count).data();
        assertThat(status()).isEqualTo(new Status(tag, 0, 0));
        return data;
    }

    private byte[] wrapper(int hostBytes, boolean in, byte[] commandBlock) {
        return ByteBuffer.allocate(31)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x43425355)
                .putInt(++tag)
                .putInt(hostBytes)
                .put((byte) (in ? 0x80 : 0))
                .put((byte) 0)
                .put((byte) commandBlock.length)
                .put(commandBlock)
                .array();
    }

    private static byte[] blocks(int operation, int block, int count) {
        return ByteBuffer.allocate(10)
                .put(0, (byte) operation)
                .putInt(2, block)
                .putShort(7, (short) count)
                .array();
    }

    private static byte[] filled(int bytes, int value) {
        var data = new byte[bytes];
        Arrays.fill(data, (byte) value);
        return data;
    }
}
