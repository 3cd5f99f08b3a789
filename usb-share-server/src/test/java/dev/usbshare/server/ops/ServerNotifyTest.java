package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.systemd.ManagerDouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in a process of its own, under a service manager that watches it. */
class ServerNotifyTest {

    @TempDir
    Path state;

    @Test
    void manager_hearsOfStart_life_andStop() throws Exception {
        String socket = state.resolve("notify").toString();
        try (var manager = new ManagerDouble(socket);
                var service = ForkedService.startWith(
                        List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=1000000"),
                        UsbShareServer.class,
                        "--service",
                        "--state-dir=" + state.resolve("server"),
                        "--port=0",
                        "--usb-share.listen.address=127.0.0.1",
                        "--usb-share.management.port=0",
                        "--usb-share.usb.enabled=false")) {
            service.awaitReady();

            assertThat(manager.next()).isEqualTo("READY=1");
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
            service.terminate(Duration.ofSeconds(60));
            String last = manager.next();
            while (last.equals("WATCHDOG=1")) {
                last = manager.next();
            }
            assertThat(last).isEqualTo("STOPPING=1");
        }
    }
}
