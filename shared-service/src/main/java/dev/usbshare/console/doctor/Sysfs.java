package dev.usbshare.console.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Small files of the kernel. */
public final class Sysfs {

    private Sysfs() {}

    /** The one line of a file; empty if it cannot be read. */
    public static Optional<String> line(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
