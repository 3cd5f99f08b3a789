package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibusbHostTest {

    @TempDir
    Path directory;

    @Test
    void start_machineWithoutUsb_listsNothingAndIsHealthy() throws Exception {
        try (var watching = Executors.newSingleThreadScheduledExecutor();
                var host = LibusbHost.start(
                        Usb4JavaLibusb.load(),
                        new SysfsDevices(directory.resolve("no-usb")),
                        ClaimJournal.open(directory.resolve("state")),
                        new NodeUsers(directory, 1),
                        watching)) {

            assertThat(host.devices()).isEmpty();
            assertThat(host.health()).isEqualTo(new LibusbHealth(true, "1.0.22", 0, 0, ""));
        }
    }
}
