package dev.usbshare.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.console.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrabbingProgramsTest {

    @TempDir
    private Path root;

    private Path process(int id, String name) throws IOException {
        Path process = Files.createDirectories(root.resolve("proc/" + id));
        Files.writeString(process.resolve("comm"), name + "\n");
        return Files.createDirectories(process.resolve("fd"));
    }

    @Test
    void machineWithoutThem_isWell() throws IOException {
        process(1, "systemd");

        assertThat(new GrabbingPrograms(root).look())
                .singleElement()
                .satisfies(found -> assertThat(found.level()).isEqualTo(Level.OK));
    }

    @Test
    void programThatTakesDevices_isNamed_withWhatItTakes() throws IOException {
        process(1, "systemd");
        process(70, "pcscd");

        assertThat(new GrabbingPrograms(root).look()).singleElement().satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARN);
            assertThat(found.says()).isEqualTo("pcscd runs and takes smart card readers");
            assertThat(found.remedy()).contains("systemctl stop pcscd");
        });
    }

    @Test
    void programThatHoldsARawNode_isNamed_withTheNode() throws IOException {
        Path files = process(70, "joystick");
        Files.createSymbolicLink(files.resolve("4"), Path.of("/dev/hidraw3"));
        Files.createSymbolicLink(files.resolve("5"), Path.of("/dev/null"));

        assertThat(new GrabbingPrograms(root).look()).singleElement().satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARN);
            assertThat(found.says()).isEqualTo("joystick holds /dev/hidraw3");
        });
    }

    @Test
    void machineWithoutProc_isAWarning() {
        assertThat(new GrabbingPrograms(root).look())
                .singleElement()
                .satisfies(found -> assertThat(found.level()).isEqualTo(Level.WARN));
    }
}
