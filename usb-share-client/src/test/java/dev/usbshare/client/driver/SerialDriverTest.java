package dev.usbshare.client.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.simulation.SerialEcho;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SerialDriverTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Test
    void echo_oneMebibyte_comesBackUnharmed() throws Exception {
        var data = new byte[1 << 20];
        RandomGeneratorFactory.of("L64X128MixRandom").create(3).nextBytes(data);
        try (var pipes = new DevicePipes(new SerialEcho("000000000001"));
                var driver = new SerialDriver(pipes, TIMEOUT)) {
            CompletableFuture<byte[]> reading = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    reading.complete(driver.read(data.length));
                } catch (IOException e) {
                    reading.completeExceptionally(e);
                }
            });

            driver.write(data);

            assertThat(reading.get(20, TimeUnit.SECONDS)).isEqualTo(data);
        }
    }

    @Test
    void read_inOddPieces_isOneStream() throws IOException {
        try (var pipes = new DevicePipes(new SerialEcho("000000000001"));
                var driver = new SerialDriver(pipes, TIMEOUT)) {
            driver.write(new byte[] {1, 2, 3, 4, 5});
            driver.write(new byte[] {6, 7});

            assertThat(driver.read(2)).containsExactly(1, 2);
            assertThat(driver.read(0)).isEmpty();
            assertThat(driver.read(5)).containsExactly(3, 4, 5, 6, 7);
        }
    }

    @Test
    void lineCoding_isSetAndReadBack() throws IOException {
        try (var pipes = new DevicePipes(new SerialEcho("000000000001"));
                var driver = new SerialDriver(pipes, TIMEOUT)) {
            assertThat(driver.lineCoding()).isEqualTo(new SerialDriver.LineCoding(115200, 0, 0, 8));

            driver.setLineCoding(new SerialDriver.LineCoding(921600, 2, 1, 7));

            assertThat(driver.lineCoding()).isEqualTo(new SerialDriver.LineCoding(921600, 2, 1, 7));
        }
    }

    @Test
    void read_unplugged_saysSo() throws IOException {
        try (var pipes = new DevicePipes(new SerialEcho("000000000001"));
                var driver = new SerialDriver(pipes, TIMEOUT)) {
            pipes.unplug();

            assertThatThrownBy(() -> driver.read(1))
                    .isInstanceOf(UsbIoException.class)
                    .hasMessageContaining("ESHUTDOWN");
        }
    }
}
