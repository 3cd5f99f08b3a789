package dev.usbshare.client.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.simulation.Keyboard;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyboardDriverTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Keyboard keyboard = new Keyboard("000000000001");

    @Test
    void next_keysTyped_goDownAndUpInOrder() throws IOException {
        try (var pipes = new DevicePipes(keyboard);
                var driver = new KeyboardDriver(pipes, TIMEOUT)) {
            keyboard.type("aB");

            assertThat(driver.next()).isEqualTo(new KeyEvent(0x04, true));
            assertThat(driver.next()).isEqualTo(new KeyEvent(0x04, false));
            assertThat(driver.next()).isEqualTo(new KeyEvent(UsLayout.LEFT_SHIFT, true));
            assertThat(driver.next()).isEqualTo(new KeyEvent(0x05, true));
            assertThat(driver.next()).isEqualTo(new KeyEvent(UsLayout.LEFT_SHIFT, false));
            assertThat(driver.next()).isEqualTo(new KeyEvent(0x05, false));
        }
    }

    @Test
    void readText_everyPrintableCharacter_arrivesInOrder() throws IOException {
        var all = new StringBuilder("\tLine\n");
        for (char c = ' '; c <= '~'; c++) {
            all.append(c);
        }
        try (var pipes = new DevicePipes(keyboard);
                var driver = new KeyboardDriver(pipes, TIMEOUT)) {
            keyboard.type(all.toString());

            assertThat(driver.readText(all.length())).isEqualTo(all.toString());
        }
    }

    @Test
    void setLeds_reachesTheKeyboard() throws IOException {
        try (var pipes = new DevicePipes(keyboard);
                var driver = new KeyboardDriver(pipes, TIMEOUT)) {
            driver.setLeds(5);

            assertThat(keyboard.leds()).isEqualTo(5);
        }
    }
}
