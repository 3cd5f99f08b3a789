package dev.usbshare.client.exercise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final UsbDeviceInfo DRIVE = device("99-1", 1, "Flash drive");
    private static final UsbDeviceInfo PORT = device("99-2", 2, "");

    private static UsbDeviceInfo device(String busId, int product, String name) {
        return new UsbDeviceInfo(
                new BusId(busId),
                99,
                1,
                UsbSpeed.HIGH,
                0x1209,
                product,
                0x100,
                new ClassCode(0, 0, 0),
                List.of(),
                "",
                name,
                "");
    }

    @Test
    void everyDeviceWell_isAnAlignedTableAndOk() {
        var drive = new DeviceReport(
                DRIVE,
                List.of(
                        Step.of("inquiry", "64 MiB"),
                        Step.timed("write 16 MiB", 16_000_000, 160_000_000, ""),
                        Step.timed("256 reads of 4 KiB", 1 << 20, 500_000_000, "")
                                .with(new Latency(256, 1_234_567, 20_000_000))),
                null);
        var port = new DeviceReport(PORT, List.of(Step.of("attach and enumerate", "")), null);

        var report = new Report(
                "cli abcdefghij at 127.0.0.1:7490",
                Duration.ofNanos(450_000),
                List.of(drive, port),
                Duration.ofMillis(2345));

        assertThat(report.isOk()).isTrue();
        assertThat(report.lines())
                .containsExactly(
                        "Path: cli abcdefghij at 127.0.0.1:7490, round trip 0.45 ms",
                        "",
                        "DEVICE                      DONE                   MB/s  p50 ms  p99 ms  CHECK",
                        "99-1 1209:0001 Flash drive  inquiry                                      64 MiB",
                        "                            write 16 MiB          100.0",
                        "                            256 reads of 4 KiB      2.1    1.23   20.00",
                        "99-2 1209:0002 (no name)    attach and enumerate",
                        "",
                        "OK: 2 devices in 2.3 s");
    }

    @Test
    void failedDevice_isNamedAfterTheTableAndInTheVerdict() {
        var drive = new DeviceReport(DRIVE, List.of(Step.of("inquiry", "64 MiB")), "read 4 KiB at block 7: EPROTO");
        var port = new DeviceReport(PORT, List.of(), null);

        var report = new Report("s", null, List.of(drive, port), Duration.ofSeconds(1));

        assertThat(report.isOk()).isFalse();
        assertThat(report.lines())
                .contains("FAILED 99-1 1209:0001: read 4 KiB at block 7: EPROTO")
                .last()
                .isEqualTo("FAILED: 1 of 2 devices, in 1.0 s");
    }

    @Test
    void nothingOffered_isAFailure() {
        var report = new Report("s", null, List.of(), Duration.ZERO);

        assertThat(report.isOk()).isFalse();
        assertThat(report.lines()).last().isEqualTo("FAILED: the server offers no device to this client");
    }

    @Test
    void latency_isByNearestRank() {
        long[] samples = new long[200];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = samples.length - (long) i;
        }

        assertThat(Latency.of(samples)).isEqualTo(new Latency(200, 100, 198));
        assertThat(Latency.of(new long[] {7})).isEqualTo(new Latency(1, 7, 7));
    }
}
