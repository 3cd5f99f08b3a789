package dev.usbshare.client.vhci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.UsbSpeed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelReleaseTest {

    @ParameterizedTest
    @CsvSource({
        "6.1.0-42-amd64, SUPER_PLUS, SUPER",
        "6.11.9, SUPER_PLUS, SUPER",
        "6.12.0, SUPER_PLUS, SUPER_PLUS",
        "7.0, SUPER_PLUS, SUPER_PLUS",
        "unreadable, SUPER_PLUS, SUPER",
        "6.1.0, SUPER, SUPER",
        "6.1.0, HIGH, HIGH",
    })
    void clamp_superPlusBefore612_becomesSuper(String release, UsbSpeed asked, UsbSpeed announced) {
        assertThat(KernelRelease.parse(release + "\n").clamp(asked)).isEqualTo(announced);
    }
}
