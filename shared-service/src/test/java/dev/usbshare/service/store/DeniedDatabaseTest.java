package dev.usbshare.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ForkedService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Databases that the system keeps from the service. */
class DeniedDatabaseTest {

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory;

    /** Root may read and write everything; without these capabilities its own files' modes count. */
    private static List<String> withoutPrivileges() {
        String without = "-dac_override,-dac_read_search";
        return ROOT ? List.of("setpriv", "--bounding-set=" + without, "--inh-caps=" + without) : List.of();
    }

    private List<String> start(List<String> before, Path state, ExitCode expected) throws Exception {
        try (var program = ForkedService.startWith(before, OpeningProgram.class, state.toString())) {
            int code = program.awaitExit();
            assertThat(code).as(program.output().toString()).isEqualTo(expected.code());
            assertThat(program.output()).hasSize(1);
            return program.output();
        }
    }

    @Test
    void fileThatCannotBeWritten_isNamed() throws Exception {
        try (var _ = Databases.open(directory)) {}
        Files.setPosixFilePermissions(Databases.file(directory), PosixFilePermissions.fromString("r--------"));

        assertThat(start(withoutPrivileges(), directory, ExitCode.NO_PERMISSION).getFirst())
                .contains(Databases.file(directory).toString(), "cannot be read and written by");
    }

    @Test
    void fileThatCannotBeRead_isNamed() throws Exception {
        try (var _ = Databases.open(directory)) {}
        Files.setPosixFilePermissions(Databases.file(directory), PosixFilePermissions.fromString("---------"));

        assertThat(start(withoutPrivileges(), directory, ExitCode.NO_PERMISSION).getFirst())
                .contains(Databases.file(directory).toString());
    }

    @Test
    void directoryThatCannotBeWritten_isNamed() throws Exception {
        Files.createDirectory(
                directory.resolve("db"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));

        assertThat(start(withoutPrivileges(), directory, ExitCode.NO_PERMISSION).getFirst())
                .contains(Databases.file(directory).toString());
    }

    @Test
    void fullDisk_isNamed() throws Exception {
        assumeThat(ROOT).as("only root mounts a small disk").isTrue();
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 256 * 1024)) {
            disk.fill();

            assertThat(start(List.of(), disk.path(), ExitCode.IO_ERROR).getFirst())
                    .contains(Databases.file(disk.path()).toString(), "the disk is full");
        }
    }
}
