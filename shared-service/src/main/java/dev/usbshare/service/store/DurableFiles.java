package dev.usbshare.service.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2, {@value #SCHEME}: files of mode 0600 whose every write is on disk when it returns.
 *
 * <p>With {@code WRITE_DELAY=0} H2 writes each commit to its file before it acknowledges it ({@code TransactionStore.endTransaction},
 * {@code MVStore.commit}), but leaves it in the system's page cache, from where a power cut takes it. Here it is the medium that has
 * it. As each write is finished before the next one begins, the file's structure also survives a cut at any point.
 *
 * <p>Public only because H2 makes instances by reflection.
 */
public final class DurableFiles extends FilePathWrapper {

    static final String SCHEME = "durable";

    /** Called by {@link #register} and by H2. */
    public DurableFiles() {}

    /** Makes the scheme known to H2, once or more often. */
    static void register() {
        FilePath.register(new DurableFiles());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        Path path = Path.of(getBase().toString());
        if (mode.equals("r")) {
            return new DurableFile(path, "r");
        }
        create(path);
        return new DurableFile(path, "rwd");
    }

    private static void create(Path path) throws IOException {
        if (Files.exists(path)) {
            return;
        }
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        syncDirectory(path);
    }

    /** Puts a directory's entry for a file on disk, as a new name is in the directory alone. */
    static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
