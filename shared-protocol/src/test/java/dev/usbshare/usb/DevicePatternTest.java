package dev.usbshare.usb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
            "AbC-1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "046d:c52b",
                "046D:C52B",
                "046d:*",
                "*:c52b",
                "*:*",
                "1-1.4",
                " 1-1.4 ",
                "class:03",
                "CLASS:03/01",
                "class:03/01/01",
                "serial:AbC-1",
                "Serial: AbC-1 ",
                "nickname:desk",
                "nickname:DESK"
            })
    void pattern_ofTheDevice_matches(String text) {
        assertThat(DevicePattern.parse(text).matches(DONGLE, "Desk")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "046d:c52c",
                "046e:*",
                "*:0000",
                "1-1",
                "1-1.4.1",
                "2-1.4",
                "class:08",
                "class:03/02",
                "class:03/01/02",
                "serial:abc-1",
                "serial:AbC",
                "nickname:des"
            })
    void pattern_ofAnother_doesNotMatch(String text) {
        assertThat(DevicePattern.parse(text).matches(DONGLE, "Desk")).isFalse();
    }

    @Test
    void nickname_meansNothing_whereNicknamesAreNotKnown() {
        assertThat(DevicePattern.parse("nickname:desk").matches(DONGLE)).isFalse();
    }

    @Test
    void serial_ofADeviceWithoutOne_cannotBeMeant() {
        assertThatThrownBy(() -> DevicePattern.parse("serial:")).hasMessageContaining("'serial:'");
    }

    @ParameterizedTest
    @CsvSource({
        "*, 046d:c52b",
        "*, class:03",
        "*, serial:A",
        "*:*, 1-1",
        "046d:*, 046d:c52b",
        "*:c52b, 046d:c52b",
        "class:03, class:03/01",
        "class:03/01, class:03/01/02",
        "1-1, 1-1",
        "serial:A, serial:A"
    })
    void wider_coversNarrower_andNotTheOtherWayRound(String wider, String narrower) {
        DevicePattern wide = DevicePattern.parse(wider);
        DevicePattern narrow = DevicePattern.parse(narrower);

        assertThat(wide.covers(narrow)).isTrue();
        assertThat(narrow.covers(wide)).isEqualTo(wide.equals(narrow));
    }

    @ParameterizedTest
    @CsvSource({"046d:*, *:c52b", "046d:c52b, class:03", "1-1, 1-1.4", "class:03/01, class:03/02", "serial:A, serial:a"
    })
    void others_coverNothingOfEachOther(String one, String other) {
        assertThat(DevicePattern.parse(one).covers(DevicePattern.parse(other))).isFalse();
        assertThat(DevicePattern.parse(other).covers(DevicePattern.parse(one))).isFalse();
    }

    @Test
    void list_isSeparatedByCommas() {
        assertThat(DevicePattern.parseList("046d:*, 1-1.4,serial:A b")).hasToString("[046d:*, 1-1.4, serial:A b]");
        assertThatThrownBy(() -> DevicePattern.parseList("1-1,,1-2")).hasMessageContaining("''");
        assertThatThrownBy(() -> DevicePattern.parseList("")).hasMessageContaining("''");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "46d:c52b",
                "046d",
                "046d:",
                "046d:c52b:1",
                "**",
                "1-",
                "usb1",
                "1-1.4;rm",
                "class:",
                "class:8",
                "class:08/",
                "class:08//50",
                "serial:",
                "serial:\u001b[2J",
                "nickname:\u202eabc",
                "nickname: "
            })
    void garbage_isRefusedByName(String text) {
        assertThatThrownBy(() -> DevicePattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void toString_parsesBack() {
        for (String text :
                List.of("*", "046d:*", "*:*", "046d:c52b", "1-1.4", "class:08/06", "serial:A b;'", "nickname:Desk")) {
            assertThat(DevicePattern.parse(text)).hasToString(text);
        }
    }
}
