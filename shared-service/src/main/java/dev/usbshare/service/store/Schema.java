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
import org.flywaydb.core.api.output.ValidateOutput;

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
            if (migration.getState().isFailed()) {
                throw damaged("its migration " + migration.getVersion() + " (" + migration.getDescription()
                        + ") was begun and did not end: restore a copy saved before it with --restore");
            }
            if (migration.getState().isApplied() && !migration.getState().isResolved()) {
                throw unknown(migration.getVersion(), migration.getDescription(), known);
            }
        }
        var result = flyway.validateWithResult();
        if (!result.validationSuccessful) {
            ValidateOutput first = result.invalidMigrations.getFirst();
            throw damaged("the migration " + first.version + " (" + first.description
                    + ") that made it is not the one of this release: it belongs to another program, or was altered;"
                    + " restore a saved copy with --restore, or choose another usb-share.state-dir");
        }
    }

    private static StartFailure unknown(MigrationVersion version, String description, MigrationVersion known) {
        return version.compareTo(known) > 0
                ? damaged("it is of a newer release (migration " + version + ", " + description + "), this one knows "
                        + known + " at most: start the newer release, or restore a copy saved before it with --restore")
                : damaged("this release does not know its migration " + version + " (" + description
                        + "): it belongs to another program; choose another usb-share.state-dir");
    }

    private static StartFailure damaged(String what) {
        return new StartFailure(ExitCode.DATABASE, what);
    }
}
