package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service in a process of its own. */
class SignalTest {

    private static final int SIGTERM_EXIT = 143;

    @TempDir
    Path state;

    private ForkedService fork(String... more) throws Exception {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--service");
        arguments.add("--usb-share.state-dir=" + state);
        arguments.add("--usb-share.management.port=0");
        return ForkedService.start(SampleProgram.class, arguments.toArray(String[]::new));
    }

    @Test
    void sigterm_endsTheService_with143() throws Exception {
        try (var service = fork()) {
            String ready = service.awaitReady();
            assertThat(ready).contains("READY sample extra=1 management=127.0.0.1:", "socket=" + state);

            assertThat(service.terminate(Duration.ofSeconds(60))).isEqualTo(SIGTERM_EXIT);
        }
        assertThat(state.resolve("management.sock")).doesNotExist();
    }

    @Test
    void sigterm_endsEvenAServiceThatHangs() throws Exception {
        try (var service = fork("--word=stubborn")) {
            service.awaitReady();

            assertThat(service.terminate(Duration.ofSeconds(60))).isEqualTo(SIGTERM_EXIT);
        }
    }

    @Test
    void socketOfAKilledService_isReplaced() throws Exception {
        try (var killed = fork()) {
            killed.awaitReady();
            killed.kill();
        }
        Path socket = state.resolve("management.sock");
        assertThat(socket).as("left behind").exists();

        try (var next = fork()) {
            next.awaitReady();
            assertThat(UnixHttp.get(socket, "/actuator/health")).contains("UP");
            next.terminate(Duration.ofSeconds(60));
        }
    }
}
