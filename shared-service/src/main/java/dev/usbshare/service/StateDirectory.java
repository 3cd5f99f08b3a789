package dev.usbshare.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where a service keeps what it must not lose: its key and its management socket. Created with mode 0700 when missing.
 *
 * <p>Default: {@code /var/lib/NAME} for root, else {@code $XDG_STATE_HOME/NAME} or {@code ~/.local/state/NAME}.
 */
public record StateDirectory(Path path) {

    /** @throws StartFailure if it cannot be created or is not ours to write */
    public static StateDirectory open(String programName, @Nullable Path configured) {
        Path path = locate(programName, configured);
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw denied("cannot create the state directory " + path + " (" + e + ")");
        }
        if (!Files.isWritable(path)) {
            throw denied("cannot write to the state directory " + path);
        }
        return new StateDirectory(path);
    }

    /** Where it is or would be; nothing is created. */
    public static Path locate(String programName, @Nullable Path configured) {
        return configured != null ? configured : defaultPath(programName);
    }

    /** Where a person's own things of a program are, such as the history of the console; nothing is created. */
    public static Path ofUser(String programName) {
        return userState().resolve(programName);
    }

    private static StartFailure denied(String what) {
        return new StartFailure(
                ExitCode.NO_PERMISSION, what + ": change its owner, or choose another one with usb-share.state-dir");
    }

    private static Path defaultPath(String programName) {
        if (System.getProperty("user.name", "").equals("root")) {
            return Path.of("/var/lib", programName);
        }
        return ofUser(programName);
    }

    private static Path userState() {
        String xdg = System.getenv("XDG_STATE_HOME");
        return xdg != null && xdg.startsWith("/")
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home", "."), ".local", "state");
    }

    public Path resolve(String file) {
        return path.resolve(file);
    }
}
