package dev.usbshare.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sample file, and any file that {@code --save-config} writes, is one that the service starts with. */
public abstract class SavedSettingsContract extends SampleFileContract {

    /** As {@link SampleFileContract}'s. */
    protected SavedSettingsContract(Program program, Class<?> main, String... apart) {
        super(program, main, apart);
    }

    /** Options that settings are saved with, to be read again. */
    protected abstract List<String> options();

    /** The mode of a file that holds them. */
    protected abstract String mode();

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
