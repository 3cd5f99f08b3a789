package dev.usbshare.client.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.simulation.FlashDrive;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.usb.EndpointAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MassStorageDriverTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void identification_isTheDrives() throws IOException {
        try (var pipes = new DevicePipes(FlashDrive.inMemory("000000000001", 1 << 20))) {
            var driver = new MassStorageDriver(pipes, TIMEOUT);

            assertThat(driver.maxLun()).isZero();
            assertThat(driver.inquiry())
                    .isEqualTo(new MassStorageDriver.Inquiry("usbshare", "Simulated Drive", "1.00", true));
            assertThat(driver.capacity()).isEqualTo(new MassStorageDriver.Capacity(2048, 512));
            driver.testUnitReady();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096, 120 << 10, 1 << 20})
    void writeThenRead_anyCommandSize_checksumsMatch(int commandBytes) throws IOException {
        Path image = Files.write(folder.resolve("image"), new byte[4 << 20]);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(commandBytes);
        try (var pipes = new DevicePipes(FlashDrive.overFile("000000000001", image))) {
            var driver = new MassStorageDriver(pipes, TIMEOUT, commandBytes);
            var data = new byte[commandBytes < 4096 ? 64 << 10 : 2 << 20];
            random.nextBytes(data);

            driver.write(77, data);
            driver.synchronizeCache();

            assertThat(checksum(driver.read(77, data.length / 512))).isEqualTo(checksum(data));
            assertThat(driver.read(76, 1)).containsOnly(0);
            assertThat(driver.read(77 + data.length / 512, 1)).containsOnly(0);
        }
    }

    @Test
    void outOfRange_isTheDrivesSenseAndTheDriveGoesOn() throws IOException {
        try (var pipes = new DevicePipes(FlashDrive.inMemory("000000000001", 1 << 20))) {
            var driver = new MassStorageDriver(pipes, TIMEOUT);

            assertThatThrownBy(() -> driver.read(2048, 1)).isInstanceOfSatisfying(ScsiException.class, e -> {
                assertThat(e.senseKey()).isEqualTo(5);
                assertThat(e.code()).isEqualTo(0x21);
                assertThat(e).hasMessage("SCSI command 0x28: sense 5/21/00");
            });
            assertThatThrownBy(() -> driver.write(2047, new byte[1024])).isInstanceOf(ScsiException.class);
            assertThatThrownBy(() -> driver.read(1L << 40, 1)).isInstanceOf(ScsiException.class);
            assertThatThrownBy(() -> driver.read(-1, 1)).isInstanceOf(ScsiException.class);

            assertThat(driver.read(2047, 1)).containsOnly(0);
        }
    }

    @Test
    void transportOutOfStep_isResetAndTheNextCommandWorks() throws IOException {
        try (var pipes = new DevicePipes(FlashDrive.inMemory("000000000001", 1 << 20))) {
            var driver = new MassStorageDriver(pipes, TIMEOUT);
            pipes.out(new EndpointAddress(0x02), new byte[31], 0).join();

            assertThatThrownBy(driver::testUnitReady)
                    .isInstanceOf(UsbIoException.class)
                    .hasMessage("send a command: EPIPE, 0 bytes")
                    .hasNoSuppressedExceptions();

            driver.testUnitReady();
        }
    }

    @Test
    void unplugged_saysSo() throws IOException {
        try (var pipes = new DevicePipes(FlashDrive.inMemory("000000000001", 1 << 20))) {
            var driver = new MassStorageDriver(pipes, TIMEOUT);
            driver.testUnitReady();

            pipes.unplug();

            assertThatThrownBy(driver::testUnitReady)
                    .isInstanceOf(UsbIoException.class)
                    .hasMessageContaining("ESHUTDOWN");
        }
    }

    @Test
    void otherDevice_isRefused() {
        try (var pipes = new DevicePipes(new Loopback("000000000001"))) {
            assertThatThrownBy(() -> new MassStorageDriver(pipes, TIMEOUT))
                    .isInstanceOf(UsbIoException.class)
                    .hasMessage("the device has no bulk-only mass storage interface");
        }
    }

    private static long checksum(byte[] data) {
        var checksum = new CRC32C();
        checksum.update(data);
        return checksum.getValue();
    }
}
