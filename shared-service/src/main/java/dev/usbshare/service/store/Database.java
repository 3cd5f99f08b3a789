package dev.usbshare.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;

/** Opens the database, with its schema brought to this release. */
final class Database {

    private Database() {}

    /**
     * @return the pool of connections; the caller closes it
     * @throws dev.usbshare.service.StartFailure if the database cannot be used; nothing is left open then
     */
    static HikariDataSource open(StoreSettings settings, Migrations migrations) {
        DurableFiles.register();
        Path file = settings.url().databaseFile().orElse(null);
        try {
            if (file != null) {
                prepare(settings, migrations, file);
            }
            return pool(settings.pool(), migrations, file != null);
        } catch (IOException | RuntimeException e) {
            throw StoreFailures.explain(settings.url(), e);
        }
    }

    /** @param mustHaveSchema whether an empty database is none of ours */
    private static HikariDataSource pool(HikariConfig config, Migrations migrations, boolean mustHaveSchema) {
        var source = new HikariDataSource(config);
        try {
            if (mustHaveSchema) {
                Schema.requireHistory(source);
            }
            Schema.migrate(source, migrations);
            return source;
        } catch (SQLException e) {
            source.close();
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static void prepare(StoreSettings settings, Migrations migrations, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        if (!Files.exists(file)) {
            create(settings, migrations, file);
        } else if (!Files.isReadable(file) || !Files.isWritable(file)) {
            // H2 would open it for reading alone.
            throw new AccessDeniedException(file.toString());
        }
    }

    /**
     * Makes the database under another name and gives it its own when it has its tables. So a file that has none was not left by a start that
     * was killed: it is damaged.
     */
    private static void create(StoreSettings settings, Migrations migrations, Path file) throws IOException {
        Path made = file.resolveSibling("new-" + ProcessHandle.current().pid() + DatabaseUrl.SUFFIX);
        Files.deleteIfExists(made);
        try {
            HikariConfig config = settings.pool();
            config.setJdbcUrl(settings.url().on(made).effective());
            pool(config, migrations, false).close();
            Files.createLink(file, made);
            DurableFiles.syncDirectory(file);
        } catch (FileAlreadyExistsException e) {
            // Another service was faster.
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
