package dev.usbshare.console.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** What any machine of ours needs: Java, a clock, a place to keep things. */
public final class MachineChecks {

    private static final int LEAST_JAVA = 25;

    /** No release of this program is older. */
    private static final Instant BEFORE_ALL_RELEASES = Instant.parse("2026-01-01T00:00:00Z");

    /** Later than this, somebody set the clock by hand, and wrongly. */
    private static final Instant AFTER_ALL_RELEASES = Instant.parse("2060-01-01T00:00:00Z");

    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private MachineChecks() {}

    public static Check java() {
        return java(Runtime.version());
    }

    static Check java(Runtime.Version version) {
        return () -> List.of(
                version.feature() >= LEAST_JAVA
                        ? Finding.ok("java", version.toString())
                        : Finding.fail("java", "this is Java " + version, "install Java " + LEAST_JAVA));
    }

    /** @param root {@code /}, for tests another one */
    public static Check clock(Clock clock, Path root) {
        return () -> {
            Instant now = clock.instant();
            if (now.isBefore(BEFORE_ALL_RELEASES) || now.isAfter(AFTER_ALL_RELEASES)) {
                return List.of(Finding.fail(
                        "clock", "it says " + now, "set it: tickets, policies and the audit log go by it"));
            }
            Path daemon = root.resolve("run/systemd/timesync");
            return List.of(
                    Files.isDirectory(daemon) && !Files.exists(daemon.resolve("synchronized"))
                            ? Finding.warn(
                                    "clock",
                                    "it says " + now + " and was never synchronized",
                                    "see timedatectl: tickets and policies go by it")
                            : Finding.ok(
                                    "clock", now.truncatedTo(ChronoUnit.SECONDS).toString()));
        };
    }

    /** @param folder where the service keeps its key and database */
    public static Check stateDirectory(Path folder) {
        return () -> List.of(lookAt(folder));
    }

    private static Finding lookAt(Path folder) {
        String name = "state directory";
        try {
            if (!Files.exists(folder)) {
                return Finding.ok(name, folder + " will be made");
            }
            if (!Files.isDirectory(folder)) {
                return Finding.fail(name, folder + " is no directory", "choose another usb-share.state-dir");
            }
            if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
                return Finding.fail(
                        name,
                        folder + " cannot be written by " + System.getProperty("user.name"),
                        "be the user that the service runs as, or change the owner");
            }
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
            return OWNER.containsAll(mode)
                    ? Finding.ok(name, folder.toString())
                    : Finding.warn(name, "other users can look into " + folder, "chmod 700 " + folder);
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.warn(name, folder + " cannot be looked at (" + e + ")", "look at its file system");
        }
    }
}
