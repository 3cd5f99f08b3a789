package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.ServiceMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample file, and any file that {@code --save-config} writes, is one that the service starts with. */
class SavedSettingsTest {

    private static final Path SAMPLE = Path.of("../config/usb-share-client.yml");

    @TempDir
    Path directory;

    private record Outcome(Optional<ExitCode> code, String out, String err) {}

    private static Outcome run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                new ClientProgram(),
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void sample_isWhatTheProgramWrites() throws Exception {
        assertThat(Files.readString(SAMPLE))
                .as(
                        "after a change of the settings: bin/usb-share-client --save-config config/usb-share-client.yml --force")
                .isEqualTo(run("--save-config", "-").out());
    }

    @Test
    void service_startsWithTheSample() throws Exception {
        try (var service = ForkedService.start(
                UsbShareClient.class,
                "--service",
                "--config",
                SAMPLE.toString(),
                // What would clash with a service of this machine.
                "--state-dir=" + directory.resolve("state"),
                "--attach-mode=in-process",
                "--usb-share.management.port=0")) {
            service.awaitReady();

            assertThat(service.terminate(Duration.ofSeconds(20))).isEqualTo(143);
        }
    }

    @Test
    void settingsInForce_areSaved_andReadAgain() throws Exception {
        Path first = directory.resolve("first.yml");
        Path second = directory.resolve("second.yml");

        Outcome saved = run(
                "--save-config",
                first.toString(),
                "--state-dir=/x/y",
                "--log-level=debug",
                "--usb-share.name=a: b",
                "--connect=" + "a".repeat(52) + "@desk.example",
                "--usb-share.servers[0].name=b",
                "--usb-share.servers[0].id=" + "b".repeat(51) + "a",
                "--usb-share.servers[0].address=b.example",
                "--usb-share.attach[0].device=046d:*",
                "--usb-share.attach[0].server=b",
                "--attach-mode=in-process",
                "--usb-share.audit.files=3",
                "--spring.datasource.url=jdbc:postgresql://db.example/x",
                "--spring.datasource.hikari.maximum-pool-size=2");
        run("--save-config", second.toString(), "--config", first.toString());

        assertThat(saved.err()).as("one line").hasLineCount(1);
        assertThat(Files.readString(first))
                .contains("  state-dir: /x/y\n", "  name: \"a: b\"\n", "    files: 3\n")
                .contains("      maximum-pool-size: \"2\"\n", "    dev.usbshare: \"debug\"\n");
        assertThat(second).hasSameTextualContentAs(first);
        assertThat(Files.getPosixFilePermissions(first))
                .as("what --connect takes may be a ticket")
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void passwords_areForThisUserAlone() throws Exception {
        Path file = directory.resolve("secret.yml");

        Outcome saved = run("--save-config", file.toString(), "--spring.datasource.password=hunter2");

        assertThat(saved.err()).contains("for this user alone").doesNotContain("hunter2");
        assertThat(Files.readString(file)).contains("    password: \"hunter2\"\n");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void file_isNeverReplaced_withoutForce() throws Exception {
        Path file = Files.writeString(directory.resolve("mine.yml"), "precious");

        Outcome refused = run("--save-config", file.toString());

        assertThat(refused.code()).contains(ExitCode.USAGE);
        assertThat(refused.err()).contains(file + " exists", "--force").hasLineCount(1);
        assertThat(file).hasContent("precious");

        assertThat(run("--save-config", file.toString(), "--force").code()).contains(ExitCode.OK);
        assertThat(Files.readString(file)).startsWith("# usb-share-client");
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void placeThatCannotBeWritten_isNamed() {
        Outcome refused =
                run("--save-config", directory.resolve("nowhere/x.yml").toString());

        assertThat(refused.code()).contains(ExitCode.IO_ERROR);
        assertThat(refused.err()).contains("nowhere/x.yml").hasLineCount(1);
    }
}
