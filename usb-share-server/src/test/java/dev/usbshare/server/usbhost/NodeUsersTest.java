package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeUsersTest {

    @TempDir
    Path proc;

    @Test
    void find_programWithTheNodeOpen_isNamed() throws Exception {
        process(10, "bash", "/dev/pts/0");
        process(812, "pcscd", "/dev/bus/usb/001/005");

        assertThat(new NodeUsers(proc, 1).find(1, 5)).contains("pcscd (pid 812)");
    }

    @Test
    void find_nobodyOrOnlyThisProgram_isEmpty() throws Exception {
        process(10, "java", "/dev/bus/usb/001/005");

        assertThat(new NodeUsers(proc, 10).find(1, 5)).isEmpty();
        assertThat(new NodeUsers(proc, 1).find(1, 6)).isEmpty();
        assertThat(new NodeUsers(proc.resolve("none"), 1).find(1, 5)).isEmpty();
    }

    @Test
    void find_processThatCannotBeSeen_isPassed() throws Exception {
        Files.createDirectory(proc.resolve("7"));
        process(812, "pcscd", "/dev/bus/usb/001/005");

        assertThat(new NodeUsers(proc, 1).find(1, 5)).contains("pcscd (pid 812)");
    }

    private void process(int pid, String name, String file) throws Exception {
        Path fds = Files.createDirectories(proc.resolve(Integer.toString(pid)).resolve("fd"));
        Files.createSymbolicLink(fds.resolve("3"), Path.of(file));
        Files.writeString(proc.resolve(Integer.toString(pid)).resolve("comm"), name + "\n");
    }
}
