package dev.usbshare.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Opens the database, with its schema brought to this release. */
final class Database {

    private Database() {}

    /**
     * @return the pool of connections; the caller closes it
     * @throws StartFailure if the database cannot be used; nothing is left open then
     */
    static HikariDataSource open(StoreSettings settings, Migrations migrations) {
        DurableFiles.register();
        DatabaseUrl url = settings.url();
        if (url.file() != null) {
            prepare(url.file());
        }
        HikariConfig pool = settings.pool();
        HikariDataSource source;
        try {
            source = new HikariDataSource(pool);
        } catch (RuntimeException e) {
            throw StoreFailures.explain(url, e);
        }
        try {
            Schema.migrate(source, migrations);
            return source;
        } catch (RuntimeException e) {
            source.close();
            throw StoreFailures.explain(url, e);
        }
    }

    private static void prepare(Path file) {
        if (file.toString().contains(";")) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "the database cannot be at " + file + ", as ';' ends a file's name in a JDBC URL: choose another"
                            + " usb-share.state-dir");
        }
        Path directory = file.getParent();
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw StoreFailures.explain(DatabaseUrl.parse("jdbc:h2:file:" + file), e);
        }
    }
}
