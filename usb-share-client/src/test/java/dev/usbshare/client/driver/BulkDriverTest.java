package dev.usbshare.client.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SourceSink;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.TransferType;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BulkDriverTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource({"1048576, 65536, 8", "1000000, 16384, 4", "3, 512, 1", "2097152, 1048576, 2"})
    void pattern_bothWays_isRight(long total, int transferBytes, int transfers) throws IOException {
        try (var pipes = new DevicePipes(new SourceSink("000000000001"))) {
            var driver = new BulkDriver(pipes, TIMEOUT);
            for (int round = 0; round < 2; round++) {
                driver.restart();

                driver.readPattern(total, transferBytes, transfers);
                driver.writePattern(total, transferBytes, transfers);

                assertThat(driver.verdict()).isEqualTo(new BulkDriver.Verdict(total, -1));
            }
        }
    }

    @Test
    void readPattern_notAtItsBeginning_isFoundOut() throws IOException {
        try (var pipes = new DevicePipes(new SourceSink("000000000001"))) {
            var driver = new BulkDriver(pipes, TIMEOUT);
            driver.readPattern(512, 512, 1);

            assertThatThrownBy(() -> driver.readPattern(512, 512, 1))
                    .isInstanceOf(UsbIoException.class)
                    .hasMessage("source: wrong byte at offset 0");
        }
    }

    @Test
    void verdict_wrongByteSent_namesItsOffset() throws IOException {
        try (var pipes = new DevicePipes(new SourceSink("000000000001"))) {
            var driver = new BulkDriver(pipes, TIMEOUT);
            driver.writePattern(1000, 512, 2);
            pipes.out(new EndpointAddress(0x01), new byte[] {1, 2, 3}, 0).join();

            assertThat(driver.verdict()).isEqualTo(new BulkDriver.Verdict(1003, 1000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BULK", "INTERRUPT"})
    void echo_anyLength_comesBack(TransferType type) throws IOException {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        try (var pipes = new DevicePipes(new Loopback("000000000001"))) {
            var driver = new BulkDriver(pipes, TIMEOUT);
            for (int bytes : new int[] {1, 63, 64, 65, 511, 512, 513, 4096, 60_000}) {
                var message = new byte[bytes];
                random.nextBytes(message);

                assertThat(driver.echo(type, message)).isEqualTo(message);
            }
        }
    }
}
