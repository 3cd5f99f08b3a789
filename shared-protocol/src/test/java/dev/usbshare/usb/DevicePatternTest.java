package dev.usbshare.usb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePatternTest {

    private static final UsbDeviceInfo DONGLE = new UsbDeviceInfo(
            new BusId("1-1.4"),
            1,
            7,
            UsbSpeed.HIGH,
            0x046d,
            0xc52b,
            0x0100,
            new ClassCode(0, 0, 0),
            List.of(new ClassCode(3, 1, 1)),
            "Logitech",
            "Receiver",
            "");

    @ParameterizedTest
    @ValueSource(strings = {"*", "046d:c52b", "046D:C52B", "046d:*", "*:c52b", "*:*", "1-1.4", " 1-1.4 "})
    void pattern_ofTheDevice_matches(String text) {
        assertThat(DevicePattern.parse(text).matches(DONGLE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"046d:c52c", "046e:*", "*:0000", "1-1", "1-1.4.1", "2-1.4"})
    void pattern_ofAnother_doesNotMatch(String text) {
        assertThat(DevicePattern.parse(text).matches(DONGLE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "46d:c52b", "046d", "046d:", "046d:c52b:1", "**", "1-", "usb1", "1-1.4;rm"})
    void garbage_isRefusedByName(String text) {
        assertThatThrownBy(() -> DevicePattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void toString_parsesBack() {
        for (String text : List.of("*", "046d:*", "*:*", "046d:c52b", "1-1.4")) {
            assertThat(DevicePattern.parse(text)).hasToString(text);
        }
    }
}
