package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running service reads its file again when it is told to. */
class ReloadTest {

    @TempDir
    Path directory;

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("my.yml"), text);
    }

    private ForkedService start(Path file) throws IOException {
        return ForkedService.start(
                SampleProgram.class, "--service", "--usb-share.state-dir=" + directory, "--config", file.toString());
    }

    private String reload() throws IOException {
        return UnixHttp.post(directory.resolve("management.sock"), "/actuator/config/reload", "{}");
    }

    private static void hangUp(ForkedService service) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(service.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Bit 0 of SigIgn is signal 1; what is ignored stays so over fork and exec. */
    private static boolean hangUpIsIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .anyMatch(mask -> (mask & 1) != 0);
    }

    private static @Nullable String await(ForkedService service, String part) throws IOException {
        String line = service.readLine();
        while (line != null && !line.contains(part)) {
            line = service.readLine();
        }
        return line;
    }

    @Test
    void managementSocket_reloads() throws Exception {
        try (var service = start(write("usb-share:\n  count: 2\n"))) {
            service.awaitReady();

            write("usb-share:\n  count: 3\n  words: [a]\n");
            assertThat(reload())
                    .contains(" 200", "\"applied\":[\"usb-share.count\"]", "\"needRestart\":[\"usb-share.words\"]");
            assertThat(UnixHttp.get(directory.resolve("management.sock"), "/actuator/config"))
                    .contains("my.yml", "{\"key\":\"usb-share.count\",\"value\":\"3\",\"reload\":true}");

            write("usb-share:\n  cuont: 3\n");
            assertThat(reload()).contains(" 400", "my.yml, line 2", "did you mean usb-share.count?");
            assertThat(UnixHttp.post(directory.resolve("management.sock"), "/actuator/config/undo", "{}"))
                    .contains(" 404");
            assertThat(service.terminate(Duration.ofSeconds(20))).isEqualTo(143);
        }
    }

    @Test
    void hangUp_reloads_andDoesNotEndTheService() throws Exception {
        assumeFalse(
                hangUpIsIgnored(), "SIGHUP is ignored here, as under nohup, and so in every process started from here");
        try (var service = start(write("usb-share:\n  count: 2\n"))) {
            service.awaitReady();

            write("usb-share:\n  count: 3\n");
            hangUp(service);
            assertThat(await(service, "Configuration")).contains("reloaded", "applied=\"[usb-share.count]\"");

            write("usb-share: [\n");
            hangUp(service);
            assertThat(await(service, "Configuration"))
                    .contains("WARN", "not reloaded, nothing has changed", "my.yml, line 2");
            assertThat(service.terminate(Duration.ofSeconds(20))).isEqualTo(143);
        }
    }
}
