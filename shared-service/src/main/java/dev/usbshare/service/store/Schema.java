package dev.usbshare.service.store;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** The tables and what becomes of them with each release: Flyway's migrations. */
final class Schema {

    /** Flyway's own table. */
    private static final String HISTORY = "flyway_schema_history";

    private Schema() {}

    /**
     * Carries out the migrations that the database has not seen.
     *
     * @throws StartFailure if the database has seen others than this release knows
     */
    static void migrate(DataSource source, Migrations migrations) {
        Flyway flyway = flyway(source, migrations);
        check(flyway);
        flyway.migrate();
    }

    /** H2 takes a file that lost everything behind its header for a new database. */
    static void requireHistory(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                ResultSet tables = connection.getMetaData().getTables(null, null, HISTORY, null)) {
            if (!tables.next()) {
                throw damaged("it is damaged, as it has no tables: restore a saved copy with --restore FILE");
            }
        }
    }

    private static Flyway flyway(DataSource source, Migrations migrations) {
        return Flyway.configure(Schema.class.getClassLoader())
                .dataSource(source)
                .locations(migrations.locations().toArray(String[]::new))
                .ignoreMigrationPatterns("*:pending")
                .load();
    }

    private static void check(Flyway flyway) {
        MigrationInfo[] all = flyway.info().all();
        MigrationVersion known = Arrays.stream(all)
                .filter(m -> m.getScript() != null && m.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .orElse(MigrationVersion.EMPTY);
        for (MigrationInfo migration : all) {
            boolean applied = migration.getState().isApplied();
            boolean resolved = migration.getState().isResolved();
            if (migration.getState().isFailed()) {
                throw damaged("its migration " + named(migration)
                        + " was begun and did not end: restore a copy saved before it with --restore FILE");
            }
            if (applied && resolved && !migration.isChecksumMatching()) {
                throw damaged("its migration " + named(migration)
                        + " is not the one of this release: it belongs to another program, or was altered; restore a"
                        + " saved copy with --restore FILE, or choose another usb-share.state-dir");
            }
            if (applied && !resolved) {
                throw unknown(migration, known);
            }
        }
        var result = flyway.validateWithResult();
        if (!result.validationSuccessful) {
            throw damaged(result.getAllErrorMessages());
        }
    }

    private static String named(MigrationInfo migration) {
        return migration.getVersion() + " (" + migration.getDescription() + ")";
    }

    private static StartFailure unknown(MigrationInfo migration, MigrationVersion known) {
        return migration.getVersion().compareTo(known) > 0
                ? damaged("it is of a newer release (migration " + named(migration) + "), this one knows " + known
                        + " at most: start the newer release, or restore a copy saved before it with --restore FILE")
                : damaged("this release does not know its migration " + named(migration)
                        + ": it belongs to another program; choose another usb-share.state-dir");
    }

    private static StartFailure damaged(String what) {
        return new StartFailure(ExitCode.DATABASE, what);
    }
}
