package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedDevicesTest {

    /** With -Xmx128m, as bin/usb-share-launch.sh has it: the serial collector keeps a survivor space for itself. */
    private static final long USABLE_OF_128_MIB = 120L << 20;

    @TempDir
    Path folder;

    @Test
    void create_everyKind_inOrderWithStableSerials() throws IOException {
        Path image = Files.write(folder.resolve("image"), new byte[1024]);

        List<SimulatedDevice> devices = SimulatedDevices.create(List.of(
                "flash:1MiB", "flash:" + image, "serial", "keyboard", "keyboard:hi there", "source-sink", "loopback"));

        try (var host = new SimulatedUsbHost()) {
            devices.forEach(host::plug);
            assertThat(host.devices())
                    .extracting(d -> d.busId() + " " + d.usbId() + " " + d.serial())
                    .containsExactly(
                            "99-1 1209:0001 000000000001",
                            "99-2 1209:0001 000000000002",
                            "99-3 1209:0002 000000000003",
                            "99-4 1209:0003 000000000004",
                            "99-5 1209:0003 000000000005",
                            "99-6 1209:0004 000000000006",
                            "99-7 1209:0005 000000000007");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', no such kind",
        "disk, no such kind",
        "Flash:1MiB, no such kind",
        "flash, needs a size or an image",
        "flash:, nothing behind the colon",
        "flash:0MiB, cannot use the image",
        "flash:64MB, cannot use the image",
        "flash:/no/such/image, cannot use the image",
        "flash:/proc, cannot use the image",
        "flash:999999GiB, half of this process's heap",
        "serial:115200, takes no details",
        "keyboard:\u00e9, no key for character U+00E9",
    })
    void create_badText_namesItWhyAndWhatIsPossible(String spec, String why) {
        assertThatThrownBy(() -> SimulatedDevices.create(List.of("loopback", spec)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + spec + "\"")
                .hasMessageContaining(why)
                .hasMessageContaining("possible: flash:32MiB");
    }

    @Test
    void create_theDriveOfTheHelp_fitsTheLaunchersHeap() {
        Matcher example = Pattern.compile("flash:\\d+MiB").matcher(SimulatedDevices.POSSIBLE);
        assertThat(example.find()).isTrue();

        SimulatedDevices.create(List.of(example.group()), USABLE_OF_128_MIB / 2).forEach(SimulatedDevice::close);
    }

    @Test
    void create_drivesThatTogetherNeedTooMuch_areRefused() {
        SimulatedDevices.create(List.of("flash:1MiB", "flash:1MiB"), 2 << 20).forEach(SimulatedDevice::close);

        assertThatThrownBy(() -> SimulatedDevices.create(List.of("flash:1MiB", "flash:1MiB", "flash:1KiB"), 2 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"flash:1KiB\"", "together (2 MiB)");
    }

    @Test
    void create_oneBad_closesTheOthers() throws IOException {
        Path image = Files.write(folder.resolve("image"), new byte[1024]);
        assertThatThrownBy(() -> SimulatedDevices.create(List.of("flash:" + image, "nonsense")))
                .isInstanceOf(IllegalArgumentException.class);

        SimulatedDevices.create(List.of("flash:" + image)).forEach(SimulatedDevice::close);
    }
}
