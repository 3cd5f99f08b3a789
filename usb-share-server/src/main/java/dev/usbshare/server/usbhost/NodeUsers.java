package dev.usbshare.server.usbhost;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which program has a device node open, as far as {@code /proc} lets this user see. */
final class NodeUsers {

    static final Path SYSTEM = Path.of("/proc");

    private final Path proc;
    private final long self;

    NodeUsers(Path proc, long self) {
        this.proc = proc;
        this.self = self;
    }

    /** A device's node, as usbfs names it. */
    static String node(int busNumber, int deviceNumber) {
        return "/dev/bus/usb/%03d/%03d".formatted(busNumber, deviceNumber);
    }

    /** {@code name (pid n)} of a program other than this one. */
    Optional<String> find(int busNumber, int deviceNumber) {
        Path node = Path.of(node(busNumber, deviceNumber));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                String pid = String.valueOf(process.getFileName());
                if (!pid.equals(Long.toString(self)) && hasOpen(process, node)) {
                    return Optional.of(Files.readString(process.resolve("comm")).strip() + " (pid " + pid + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean hasOpen(Path process, Path node) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (Files.readSymbolicLink(file).equals(node)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // Another user's process, or one that has ended.
        }
        return false;
    }
}
