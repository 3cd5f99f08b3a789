package dev.usbshare.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.usbshare.service.Command;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.ServiceProperties;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.audit.AuditHistory;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts a saved copy in the database's place, while no service runs. The copy is opened, brought to this release, and read to its last row before
 * anything is replaced; then one rename replaces the database, which is kept beside it under another name.
 */
public final class Restore {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final StoreSettings settings;
    private final Migrations migrations;
    private final StateDirectory state;
    private final InstantSource clock;

    Restore(Environment environment, Migrations migrations, StateDirectory state, InstantSource clock) {
        this.settings = StoreSettings.of(environment, state);
        this.migrations = migrations;
        this.state = state;
        this.clock = clock;
    }

    /**
     * The command {@code --restore FILE} of a program.
     *
     * @param program the name that the default state directory has
     * @param settings the configuration with the program's {@link ServiceProperties}
     */
    public static Command command(String program, Class<?> settings, Migrations migrations) {
        return new Command("restore", "FILE", "put a saved copy in the database's place", (line, out, _) -> {
            try (var context = ServiceMain.settings(line, settings)) {
                var properties = context.getBean(ServiceProperties.class);
                var state = StateDirectory.open(program, properties.stateDir());
                Path saved = Path.of(line.value("restore").orElseThrow()).toAbsolutePath();
                new Restore(context.getEnvironment(), migrations, state, InstantSource.system()).run(saved, out);
                return ExitCode.OK;
            }
        });
    }

    /** @throws StartFailure if it cannot be restored; then nothing was changed */
    void run(Path saved, PrintStream out) {
        Path database = settings.url()
                .databaseFile()
                .orElseThrow(() -> new StartFailure(ExitCode.CONFIGURATION, Backup.NOT_A_FILE));
        if (!Files.isRegularFile(saved)) {
            throw new StartFailure(ExitCode.NO_INPUT, "--restore: there is no file " + saved);
        }
        if (!Files.isReadable(saved)) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION,
                    "--restore: " + saved + " cannot be read by " + System.getProperty("user.name"));
        }
        DurableFiles.register();
        String stamp = STAMP.format(clock.instant());
        Path copy = database.resolveSibling("restore-" + ProcessHandle.current().pid() + DatabaseUrl.SUFFIX);
        try {
            Files.createDirectories(
                    copy.toAbsolutePath().getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // Held to the end: a service that starts meanwhile finds its database in use.
            try (var held = Files.exists(database) ? new RandomAccessFile(database.toFile(), "rw") : null) {
                requireUnused(database, held);
                unpack(saved, copy);
                Path kept = held == null ? null : kept(database, stamp);
                String records = check(saved, copy, kept);
                replace(database, copy, kept, stamp);
                out.println("restored " + database + " from " + saved + ": " + records);
                out.println(kept == null ? "There was none before." : "The one before is kept as " + kept);
            }
        } catch (IOException e) {
            throw StoreFailures.explain(settings.url(), e);
        } finally {
            remove(copy);
        }
    }

    private static void requireUnused(Path database, @Nullable RandomAccessFile file) throws IOException {
        FileLock lock = null;
        try {
            lock = file == null ? null : file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            // Open in this very process.
        }
        if (file != null && lock == null) {
            throw new StartFailure(
                    ExitCode.PORT_IN_USE, "the database " + database + " is in use: stop the service first");
        }
    }

    private static void unpack(Path saved, Path copy) throws IOException {
        Files.deleteIfExists(copy);
        Files.createFile(copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var zip = new ZipFile(saved.toFile())) {
            List<? extends ZipEntry> entries = zip.stream()
                    .filter(e -> e.getName().endsWith(DatabaseUrl.SUFFIX))
                    .toList();
            if (entries.size() != 1) {
                throw damaged(saved, "it holds " + entries.size() + " databases, and not one", null);
            }
            // The name inside counts for nothing. ZipFile does not compare the checksum by itself.
            ZipEntry entry = entries.getFirst();
            var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
            try (in) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw damaged(saved, "its contents do not match their checksum", null);
            }
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            throw damaged(saved, "it is no whole zip file", e);
        }
    }

    /** Opens the copy and reads all of it. */
    private String check(Path saved, Path copy, @Nullable Path kept) {
        try (HikariDataSource source = open(copy)) {
            Schema.requireHistory(source);
            Schema.migrate(source, migrations);
            readEverything(source);
            var jdbc = JdbcClient.create(source);
            return new AuditHistory(jdbc, new TransactionTemplate(new JdbcTransactionManager(source)))
                    .goesOn(
                            new StoreEvent.DatabaseRestored(saved.toString(), kept == null ? "none" : kept.toString()),
                            clock.instant());
        } catch (StartFailure e) {
            throw new StartFailure(e.exitCode(), "--restore: " + saved + ": " + e.getMessage(), e);
        } catch (SQLException | RuntimeException e) {
            throw damaged(saved, StoreFailures.reason(e), e);
        }
    }

    private HikariDataSource open(Path copy) {
        HikariConfig config = settings.pool();
        config.setJdbcUrl(settings.url().on(copy).effective() + ";LAZY_QUERY_EXECUTION=1");
        return new HikariDataSource(config);
    }

    private static void readEverything(HikariDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            var tables = new ArrayList<String>();
            try (ResultSet names =
                    connection.getMetaData().getTables(null, "PUBLIC", null, new String[] {"BASE TABLE"})) {
                while (names.next()) {
                    tables.add(names.getString("TABLE_NAME"));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("select * from \"" + table.replace("\"", "\"\"") + "\"")) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        for (int column = 1; column <= columns; column++) {
                            rows.getObject(column);
                        }
                    }
                }
            }
        }
    }

    private static Path kept(Path database, String stamp) {
        String name = database.getFileName().toString();
        String base = name.substring(0, name.length() - DatabaseUrl.SUFFIX.length());
        Path kept = database.resolveSibling(base + ".before-" + stamp + DatabaseUrl.SUFFIX);
        for (int i = 2; Files.exists(kept); i++) {
            kept = database.resolveSibling(base + ".before-" + stamp + "-" + i + DatabaseUrl.SUFFIX);
        }
        return kept;
    }

    private void replace(Path database, Path copy, @Nullable Path kept, String stamp) throws IOException {
        AuditHistory.setFileAside(state, stamp);
        if (kept == null) {
            // Fails if a service has made one meanwhile.
            Files.createLink(database, copy);
        } else {
            // A second name for it: at no moment is there no database.
            Files.createLink(kept, database);
            Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
        }
        DurableFiles.syncDirectory(database);
    }

    private static StartFailure damaged(Path saved, String what, @Nullable Throwable cause) {
        return new StartFailure(
                ExitCode.DATABASE,
                "--restore: " + saved + " is not a copy of a database that can be used: " + what,
                cause);
    }

    private static void remove(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            // A leftover copy is in nobody's way.
        }
    }
}
