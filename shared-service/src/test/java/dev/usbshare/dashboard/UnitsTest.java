package dev.usbshare.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,1.00 kB",
        "12345,12.3 kB",
        "99990,100 kB",
        "999499,999 kB",
        "999500,1.00 MB",
        "1500000000,1.50 GB",
        "9223372036854775807,9223 PB",
        "-5,0 B"
    })
    void bytes_areThreeDigits(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.004,0.00 ms", "0.21,0.21 ms", "9.996,10.0 ms", "33.6,33.6 ms", "380,380 ms", "1500,1.50 s"})
    void millis_areThreeDigits(double millis, String text) {
        assertThat(Units.millis(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "59,59s", "60,1m 0s", "3599,59m 59s", "3600,1h 0m", "90000,1d 1h", "-3,0s"})
    void duration_isItsTwoLargestUnits(long seconds, String text) {
        assertThat(Units.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0.0 %", "0.44,0.4 %", "12.6,13 %"})
    void percent_isShort(double percent, String text) {
        assertThat(Units.percent(percent)).isEqualTo(text);
    }
}
