package dev.usbshare.service.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.ForkedService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program's service in a process of its own, under a service manager that watches it. */
public abstract class ServiceNotifyContract {

    private final Class<?> main;
    private final List<String> apart;

    @TempDir
    private Path state;

    /**
     * @param main with the {@code main} that starts it
     * @param apart options besides the common ones with which it harms none of this machine
     */
    protected ServiceNotifyContract(Class<?> main, String... apart) {
        this.main = main;
        this.apart = List.of(apart);
    }

    @Test
    void manager_hearsOfStart_life_andStop() throws Exception {
        String socket = state.resolve("notify").toString();
        var arguments = new ArrayList<>(List.of("--service", "--state-dir=" + state.resolve("state")));
        arguments.addAll(List.of("--usb-share.listen.address=127.0.0.1", "--usb-share.management.port=0"));
        arguments.addAll(apart);
        try (var manager = new ManagerDouble(socket);
                var service = ForkedService.startWith(
                        List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=1000000"),
                        main,
                        arguments.toArray(String[]::new))) {
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
