package dev.usbshare.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample file, and any file that {@code --save-config} writes, is one that the service starts with. */
public abstract class SavedSettingsContract {

    private final Program program;
    private final Class<?> main;
    private final Path sample;
    private final List<String> apart;

    @TempDir
    private Path directory;

    /**
     * @param main with the {@code main} that starts it
     * @param apart options besides the common ones with which a service of the sample harms none of this machine
     */
    protected SavedSettingsContract(Program program, Class<?> main, String... apart) {
        this.program = program;
        this.main = main;
        this.sample = Path.of("../config", program.name() + ".yml");
        this.apart = List.of(apart);
    }

    /** Options that settings are saved with, to be read again. */
    protected abstract List<String> options();

    /** The mode of a file that holds them. */
    protected abstract String mode();

    private record Outcome(Optional<ExitCode> code, String out, String err) {}

    private Outcome run(String... arguments) {
        return run(List.of(arguments));
    }

    private Outcome run(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                program,
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void sample_isWhatTheProgramWrites() throws Exception {
        var arguments = new ArrayList<>(List.of("--save-config", "-"));
        // The environment of tests says otherwise.
        Map.of("usb-share.network.offline", "false", "usb-share.network.lan", "true")
                .forEach((key, value) -> {
                    if (SettingTree.of(program.properties()).keys().contains(key)) {
                        arguments.add("--" + key + "=" + value);
                    }
                });

        assertThat(Files.readString(sample))
                .as("after a change of the settings: bin/%1$s --save-config config/%1$s.yml --force", program.name())
                .isEqualTo(run(arguments).out());
    }

    @Test
    void service_startsWithTheSample() throws Exception {
        var arguments = new ArrayList<>(List.of("--service", "--config", sample.toString()));
        // What would clash with a service of this machine.
        arguments.add("--state-dir=" + directory.resolve("state"));
        arguments.add("--usb-share.management.port=0");
        arguments.addAll(apart);
        try (var service = ForkedService.start(main, arguments.toArray(String[]::new))) {
            service.awaitReady();

            assertThat(service.terminate(Duration.ofSeconds(20))).isEqualTo(143);
        }
    }

    @Test
    void settingsInForce_areSaved_andReadAgain() throws Exception {
        Path first = directory.resolve("first.yml");
        Path second = directory.resolve("second.yml");

        var given = new ArrayList<>(List.of("--save-config", first.toString(), "--state-dir=/x/y"));
        given.addAll(List.of("--log-level=debug", "--usb-share.name=a: b", "--usb-share.audit.files=3"));
        given.addAll(List.of("--spring.datasource.url=jdbc:postgresql://db.example/x"));
        given.addAll(List.of("--spring.datasource.hikari.maximum-pool-size=2"));
        given.addAll(options());

        Outcome saved = run(given);
        run("--save-config", second.toString(), "--config", first.toString());

        assertThat(saved.err()).as("one line").hasLineCount(1);
        assertThat(Files.readString(first))
                .contains("  state-dir: /x/y\n", "  name: \"a: b\"\n", "    files: 3\n")
                .contains("      maximum-pool-size: \"2\"\n", "    dev.usbshare: \"debug\"\n");
        assertThat(second).hasSameTextualContentAs(first);
        assertThat(Files.getPosixFilePermissions(first)).isEqualTo(PosixFilePermissions.fromString(mode()));
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
        assertThat(Files.readString(file)).startsWith("# " + program.name());
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
