package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk of 2048 blocks. */
class ScsiDiskTest {

    private final ScsiDisk disk = new ScsiDisk(1 << 20, new ScsiPages("000000000001", true));

    @ParameterizedTest
    @CsvSource({
        // command block -> reply
        "12 00 00 00 24 00, 00 80 04 02 1f 000000 7573627368617265 53696d756c61746564204472697665 20 312e3030",
        "12 00 00 00 05 00, 00 80 04 02 1f",
        "12 01 00 00 ff 00, 00 00 00 03 00 80 83",
        "12 01 80 00 ff 00, 00 80 00 0c 303030303030303030303031",
        "12 01 83 00 ff 00, 00 83 00 18 02 01 00 14 7573627368617265 303030303030303030303031",
        "03 00 00 00 12 00, 70 00 00 00 00 00 00 0a 00000000 00 00 00000000",
        "25, 00 00 07 ff 00 00 02 00",
        "9e 10 00000000 00000000 00000020, 00000000000007ff 00000200 0000000000000000000000000000000000000000",
        "9e 10 00000000 00000000 0000000c, 00000000000007ff 00000200",
        "23 00 00 00 00 00 00 00 fc, 00000008 00000800 02000200",
        "1a 00 3f 00 c0, 17 00 00 00 08 12 04 0000000000000000000000000000000000",
        "1a 00 08 00 04, 17 00 00 00",
        "1a 00 48 00 c0, 17 00 00 00 08 12 00 0000000000000000000000000000000000",
        "5a 00 3f 00 00 00 00 00 08, 00 1a 00 00 00 00 00 00",
        "a0 00 00 00 00 00 00 00 00 10, 00000008 00000000 0000000000000000",
    })
    void execute_question_repliesToTheByte(String commandBlock, String reply) {
        assertThat(execute(commandBlock))
                .isInstanceOfSatisfying(
                        ScsiOutcome.Reply.class,
                        r -> assertThat(HexFormat.of().formatHex(r.bytes())).isEqualTo(reply.replace(" ", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "00",
        "1b 00 00 00 01",
        "1e 00 00 00 01",
        "2f 00 00000000 00 0800",
        "28 00 00000800 00 0000", // nothing, at the very end
        "12 00 00 00 00",
    })
    void execute_withoutData_isDone(String commandBlock) {
        assertThat(execute(commandBlock)).isEqualTo(new ScsiOutcome.Done());
    }

    @ParameterizedTest
    @CsvSource({
        "28 00 00000003 00 0002, 1536, 1024",
        "28 00 00000000 00 0800, 0, 1048576",
        "88 00 0000000000000003 00000002, 1536, 1024",
    })
    void execute_read_namesTheBytes(String commandBlock, long offset, long bytes) {
        assertThat(execute(commandBlock)).isEqualTo(new ScsiOutcome.Read(offset, bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "2a 00 00000003 00 0002, 1536, 1024",
        "2a 08 000007ff 00 0001, 1048064, 512", // force unit access
        "8a 00 0000000000000003 00000002, 1536, 1024",
    })
    void execute_write_namesTheBytes(String commandBlock, long offset, long bytes) {
        assertThat(execute(commandBlock)).isEqualTo(new ScsiOutcome.Write(offset, bytes));
    }

    @ParameterizedTest
    @CsvSource({"35", "35 00 000007ff 00 0001", "91"})
    void execute_synchronize_flushes(String commandBlock) {
        assertThat(execute(commandBlock)).isEqualTo(new ScsiOutcome.Flush());
    }

    @ParameterizedTest
    @CsvSource({
        // command block -> sense key, code, qualifier
        "28 00 00000800 00 0001, 5, 21, 0",
        "28 00 000007ff 00 0002, 5, 21, 0",
        "28 00 ffffffff 00 ffff, 5, 21, 0",
        "2a 00 00000800 00 0001, 5, 21, 0",
        "88 00 ffffffffffffffff 00000001, 5, 21, 0",
        "88 00 7fffffffffffffff ffffffff, 5, 21, 0",
        "8a 00 0000000000000000 ffffffff, 5, 21, 0",
        "2f 00 00000801 00 0000, 5, 21, 0",
        "35 00 00000801 00 0000, 5, 21, 0",
        "28 20 00000000 00 0001, 5, 24, 0", // protection information
        "2f 02 00000000 00 0001, 5, 24, 0", // compare bytes
        "12 00 80 00 24, 5, 24, 0",
        "12 01 b0 00 24, 5, 24, 0",
        "1a 00 1c 00 24, 5, 24, 0",
        "1a 00 c8 00 24, 5, 39, 0",
        "9e 11, 5, 24, 0",
        "03 01 00 00 12, 5, 24, 0",
        "04, 5, 20, 0",
        "ff, 5, 20, 0",
    })
    void execute_unfitting_keepsSenseUntilItIsRead(String commandBlock, String key, String code, String qualifier) {
        assertThat(execute(commandBlock)).isEqualTo(new ScsiOutcome.Failed());

        assertSense(key, code, qualifier);
        assertSense("0", "0", "0");
    }

    @Test
    void sense_isForgottenByTheNextCommand() {
        execute("ff");

        execute("00");

        assertSense("0", "0", "0");
    }

    @Test
    void eject_whilePrevented_isRefusedThenTakesTheMediumAway() {
        execute("1e 00 00 00 01");
        assertThat(execute("1b 00 00 00 02")).isEqualTo(new ScsiOutcome.Failed());
        assertSense("5", "53", "2");

        execute("1e 00 00 00 00");
        assertThat(execute("1b 00 00 00 02")).isEqualTo(new ScsiOutcome.Done());
        assertThat(execute("00")).isEqualTo(new ScsiOutcome.Failed());
        assertSense("2", "3a", "0");
        assertThat(execute("28 00 00000000 00 0001")).isEqualTo(new ScsiOutcome.Failed());

        assertThat(execute("1b 00 00 00 03")).isEqualTo(new ScsiOutcome.Done());
        assertThat(execute("00")).isEqualTo(new ScsiOutcome.Done());
    }

    @Test
    void execute_anyBytes_staysInsideTheDisk() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        for (int i = 0; i < 200_000; i++) {
            var commandBlock = new byte[16];
            random.nextBytes(commandBlock);
            if (random.nextBoolean()) {
                Arrays.fill(commandBlock, 1, 8, (byte) 0);
            }

            switch (disk.execute(0, commandBlock)) {
                case ScsiOutcome.Read(long offset, long bytes) -> assertInside(offset, bytes);
                case ScsiOutcome.Write(long offset, long bytes) -> assertInside(offset, bytes);
                case ScsiOutcome.Reply(byte[] bytes) -> assertThat(bytes).hasSizeBetween(1, 36);
                case ScsiOutcome.Done(), ScsiOutcome.Failed(), ScsiOutcome.Flush() -> {}
            }
        }
    }

    private static void assertInside(long offset, long bytes) {
        assertThat(offset).isBetween(0L, (1L << 20) - 512);
        assertThat(bytes).isBetween(512L, (1L << 20) - offset);
    }

    private void assertSense(String key, String code, String qualifier) {
        assertThat(execute("03 00 00 00 12")).isInstanceOfSatisfying(ScsiOutcome.Reply.class, r -> {
            assertThat("%x".formatted(r.bytes()[2])).isEqualTo(key);
            assertThat("%x %x".formatted(r.bytes()[12], r.bytes()[13])).isEqualTo(code + " " + qualifier);
        });
    }

    private ScsiOutcome execute(String commandBlock) {
        return disk.execute(0, Arrays.copyOf(HexFormat.of().parseHex(commandBlock.replace(" ", "")), 16));
    }
}
