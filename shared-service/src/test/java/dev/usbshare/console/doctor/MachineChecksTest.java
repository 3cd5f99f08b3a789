package dev.usbshare.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.console.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineChecksTest {

    @TempDir
    private Path root;

    private static Finding only(Check check) {
        assertThat(check.look()).hasSize(1);
        return check.look().getFirst();
    }

    private static Clock at(String time) {
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }

    @ParameterizedTest
    @CsvSource({"25.0.1,OK", "26-ea,OK", "21.0.2,FAIL"})
    void java_oldOne_fails(String version, Level level) {
        assertThat(only(MachineChecks.java(Runtime.Version.parse(version))).level())
                .isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"1970-01-01T00:00:10Z,FAIL", "2026-11-22T00:00:00Z,OK", "2100-01-01T00:00:00Z,FAIL"})
    void clock_thatCannotBe_fails(String time, Level level) {
        assertThat(only(MachineChecks.clock(at(time), root)).level()).isEqualTo(level);
    }

    @Test
    void clock_thatWasNeverSynchronized_isAWarningUntilItIs() throws IOException {
        Path daemon = Files.createDirectories(root.resolve("run/systemd/timesync"));
        Check check = MachineChecks.clock(at("2026-11-22T00:00:00Z"), root);

        assertThat(only(check).level()).isEqualTo(Level.WARN);
        Files.createFile(daemon.resolve("synchronized"));
        assertThat(only(check).level()).isEqualTo(Level.OK);
    }

    @ParameterizedTest
    @CsvSource({"rwx------,OK", "rwxr-x---,WARN"})
    void stateDirectory_openToOthers_isAWarning(String mode, Level level) throws IOException {
        Path state = Files.createDirectory(root.resolve("state"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString(mode));

        assertThat(only(MachineChecks.stateDirectory(state)).level()).isEqualTo(level);
    }

    @Test
    void stateDirectory_thatIsAFile_fails() throws IOException {
        assertThat(only(MachineChecks.stateDirectory(Files.createFile(root.resolve("state"))))
                        .level())
                .isEqualTo(Level.FAIL);
    }

    @Test
    void stateDirectory_notThereYet_isFine() {
        assertThat(only(MachineChecks.stateDirectory(root.resolve("none"))).level())
                .isEqualTo(Level.OK);
    }

    @Test
    void otherPrograms_knownTakersAndRawNodes_areNamed() throws IOException {
        process("10", "pcscd", "/dev/null");
        process("11", "steam", "/dev/hidraw3");
        process("12", "bash", "/dev/tty");

        assertThat(new GrabbingPrograms(root).look())
                .extracting(Finding::says)
                .containsExactly("pcscd runs and takes smart card readers", "steam holds /dev/hidraw3");
    }

    @Test
    void otherPrograms_none_isFine() throws IOException {
        process("12", "bash", "/dev/tty");

        assertThat(only(new GrabbingPrograms(root)).level()).isEqualTo(Level.OK);
    }

    private void process(String pid, String name, String open) throws IOException {
        Path files = Files.createDirectories(root.resolve("proc").resolve(pid).resolve("fd"));
        Files.writeString(files.resolveSibling("comm"), name + "\n");
        Files.createSymbolicLink(files.resolve("3"), Path.of(open));
    }
}
