package dev.usbshare.identity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a secret's file owes to the system it is on: private to the user of this process. On file systems without POSIX
 * permissions nothing can be asked for, and nothing is.
 *
 * @param userId this process's user, empty where the system does not tell
 */
record FileAccess(OptionalInt userId) {

    private static final int ROOT = 0;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    static FileAccess ofThisProcess() {
        try {
            return new FileAccess(OptionalInt.of(ownerOf(Path.of("/proc/self"))));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return new FileAccess(OptionalInt.empty());
        }
    }

    /** Refuses a file, links followed, that is not a plain file of this user's that nobody else can read or replace. */
    void check(Path file) throws IOException, NodeKeyException {
        if (!isPosix(file)) {
            return;
        }
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new NodeKeyException(file + ": is not a plain file; check the path");
        }
        if (userId.isPresent()) {
            int owner = ownerOf(file);
            if (owner != userId.getAsInt() && owner != ROOT) {
                throw new NodeKeyException(
                        file + ": belongs to " + attributes.owner().getName() + ", not to " + userName()
                                + "; run: chown " + userName() + " " + file);
            }
        }
        if (intersects(attributes.permissions(), OTHERS)) {
            throw new NodeKeyException(file + ": other users can read or change this key ("
                    + PosixFilePermissions.toString(attributes.permissions()) + "); run: chmod 600 " + file);
        }
        Path directory = file.toRealPath().getParent();
        if (directory != null && intersects(Files.getPosixFilePermissions(directory), OTHERS_WRITE)) {
            throw new NodeKeyException(file + ": other users can replace this key; run: chmod go-w " + directory);
        }
    }

    /** The attributes that create something in {@code directory} with these permissions and no more. */
    FileAttribute<?>[] ownerOnly(Path directory, String permissions) throws IOException {
        if (!isPosix(directory)) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    /** Makes a new name in the directory durable. */
    void sync(Path directory) throws IOException {
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    String userName() {
        return System.getProperty("user.name", "this user");
    }

    private static int ownerOf(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static boolean intersects(Set<PosixFilePermission> some, Set<PosixFilePermission> others) {
        return some.stream().anyMatch(others::contains);
    }
}
