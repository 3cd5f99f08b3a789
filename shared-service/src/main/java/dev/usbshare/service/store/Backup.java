package dev.usbshare.service.store;

import dev.usbshare.text.PlainText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Saves a copy of the database while it is in use: a zip with the database's file as it was at one moment between two commits, of mode
 * 0600.
 */
final class Backup {

    /** Why no copy was saved, for whoever asked. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean taken;

        Refused(String message, boolean taken) {
            super(message);
            this.taken = taken;
        }

        /** Whether the file exists already. */
        boolean isTaken() {
            return taken;
        }
    }

    /** PATH_MAX of Linux. */
    static final int MAX_PATH_CHARS = 4_096;

    static final String NOT_A_FILE =
            "this database is not an H2 file: save and restore it with the tools of its server, such as pg_dump and"
                    + " pg_restore";

    private final JdbcClient jdbc;
    private final DatabaseUrl url;

    Backup(JdbcClient jdbc, DatabaseUrl url) {
        this.jdbc = jdbc;
        this.url = url;
    }

    /**
     * @param target does not exist yet
     * @return the copy's size in bytes
     */
    long save(Path target) throws Refused {
        if (url.file() == null) {
            throw new Refused(NOT_A_FILE, false);
        }
        if (!target.isAbsolute()) {
            throw new Refused("the file must be named from the root on: " + printable(target), false);
        }
        reserve(target);
        boolean saved = false;
        try {
            jdbc.sql("backup to ?").param(target.toString()).update();
            try (var file = FileChannel.open(target, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            DurableFiles.syncDirectory(target);
            long size = Files.size(target);
            saved = true;
            return size;
        } catch (IOException | RuntimeException e) {
            throw new Refused("no copy was saved to " + printable(target) + ": " + StoreFailures.reason(e), false);
        } finally {
            if (!saved) {
                remove(target);
            }
        }
    }

    /** So that nothing is overwritten, and nobody else can read it from its first byte on. */
    private static void reserve(Path target) throws Refused {
        try {
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new Refused(printable(target) + " exists already: name another file, or remove it", true);
        } catch (NoSuchFileException e) {
            throw new Refused("there is no directory for " + printable(target), false);
        } catch (IOException | UnsupportedOperationException e) {
            throw new Refused("cannot make " + printable(target) + ": " + StoreFailures.reason(e), false);
        }
    }

    private static void remove(Path target) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            // It is no copy, and --restore says so.
        }
    }

    private static String printable(Path path) {
        return PlainText.printable(path.toString(), MAX_PATH_CHARS);
    }
}
