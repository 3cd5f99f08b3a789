package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.UrbStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drive over a file: what goes in by the cable is in the file. */
class FlashDriveTest {

    private static final int IN = 0x81;
    private static final int OUT = 0x02;
    private static final int SIZE_BYTES = 4 << 20;

    @TempDir
    Path folder;

    private Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = folder.resolve("drive.img");
        Files.write(image, new byte[SIZE_BYTES]);
    }

    @Test
    void writeSynchronizeRead_manyChunks_areTheFilesBytes() throws IOException {
        var data = new byte[1 << 20];
        RandomGeneratorFactory.of("L64X128MixRandom").create(7).nextBytes(data);
        try (var rig = new Rig(FlashDrive.overFile("000000000001", image))) {
            command(rig, data.length, false, "2a 00 00000010 00 0800");
            Rig.Pending first = rig.out(OUT, Arrays.copyOf(data, 700 * 512), 0);
            Rig.Pending second = rig.out(OUT, Arrays.copyOfRange(data, 700 * 512, data.length), 0);
            assertPassed(rig);
            assertThat(first.await().actualLengthBytes() + second.await().actualLengthBytes())
                    .isEqualTo(data.length);
            command(rig, 0, false, "35");
            assertPassed(rig);

            byte[] file = Files.readAllBytes(image);
            assertThat(file).hasSize(SIZE_BYTES);
            assertThat(Arrays.copyOfRange(file, 16 * 512, 16 * 512 + data.length))
                    .isEqualTo(data);
            assertThat(file[16 * 512 - 1]).isZero();
            assertThat(file[16 * 512 + data.length]).isZero();

            command(rig, data.length, true, "28 00 00000010 00 0800");
            assertThat(rig.in(IN, data.length).data()).isEqualTo(data);
            assertPassed(rig);
        }
    }

    @Test
    void read_imageCutBehindItsBack_isMediumErrorAfterWhatThereWas() throws IOException {
        try (var rig = new Rig(FlashDrive.overFile("000000000001", image))) {
            try (var file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(SIZE_BYTES / 2);
            }
            int asked = 512 << 10;
            int there = 256 << 10;

            // From 256 KiB before the cut, over it.
            command(rig, asked, true, "28 00 %08x 00 0400".formatted((SIZE_BYTES / 2 - there) / 512));
            Rig.Ended data = rig.in(IN, asked);

            assertThat(data.status()).isEqualTo(UrbStatus.EPIPE);
            assertThat(data.actualLengthBytes()).isEqualTo(there);
            rig.clearHalt(IN);
            assertThat(status(rig)).isEqualTo("residue " + (asked - there) + " status 1");
            assertThat(sense(rig)).isEqualTo("3/11");
        }
    }

    @Test
    void write_closedMedium_isWriteError() throws IOException {
        FlashDrive drive = FlashDrive.overFile("000000000001", image);
        try (var rig = new Rig(drive)) {
            drive.close();

            command(rig, 512, false, "2a 00 00000000 00 0001");
            rig.out(OUT, new byte[512]);

            assertThat(status(rig)).isEqualTo("residue 0 status 1");
            assertThat(sense(rig)).isEqualTo("3/c");
        }
    }

    @Test
    void unplug_duringInputAndOutput_endsAndLeaksNothing() throws IOException {
        try (var rig = new Rig(FlashDrive.overFile("000000000001", image))) {
            command(rig, 1 << 20, true, "28 00 00000000 00 0800");
            Rig.Pending read = rig.in(IN, 1 << 20, 0);

            SimulatedDevice drive = rig.host.unplug(rig.busId);

            assertThat(read.await().status()).isIn(UrbStatus.OK, UrbStatus.ESHUTDOWN);
            Rig.await(rig.gone);
            drive.close();
        }
    }

    @Test
    void overFile_inUse_isRefusedUntilClosed() throws IOException {
        FlashDrive first = FlashDrive.overFile("000000000001", image);

        assertThatThrownBy(() -> FlashDrive.overFile("000000000002", image))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
        first.close();
        first.close();
    }

    @Test
    void overFile_shorterThanABlock_isRefused() throws IOException {
        Files.write(image, new byte[511]);

        assertThatThrownBy(() -> FlashDrive.overFile("000000000001", image))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("less than a block");
    }

    private static void command(Rig rig, int hostBytes, boolean in, String commandBlock) {
        byte[] block = HexFormat.of().parseHex(commandBlock.replace(" ", ""));
        byte[] wrapper = ByteBuffer.allocate(31)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x43425355)
                .putInt(1)
                .putInt(hostBytes)
                .put((byte) (in ? 0x80 : 0))
                .put((byte) 0)
                .put((byte) 16)
                .put(block)
                .array();
        assertThat(rig.out(OUT, wrapper).status()).isEqualTo(UrbStatus.OK);
    }

    private static void assertPassed(Rig rig) {
        assertThat(status(rig)).isEqualTo("residue 0 status 0");
    }

    private static String status(Rig rig) {
        var wrapper = ByteBuffer.wrap(rig.in(IN, 13).data()).order(ByteOrder.LITTLE_ENDIAN);
        return "residue " + wrapper.getInt(8) + " status " + wrapper.get(12);
    }

    private static String sense(Rig rig) {
        command(rig, 18, true, "03 00 00 00 12");
        byte[] sense = rig.in(IN, 18).data();
        assertPassed(rig);
        return "%x/%x".formatted(sense[2], sense[12]);
    }
}
