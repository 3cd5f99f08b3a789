package dev.usbshare.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A service's database in a real PostgreSQL. */
class PostgresTest {

    @TempDir
    Path state;

    private final PrivatePostgres server = PrivatePostgres.running();

    private StoreSettings settings(String url, String user, String password) {
        return Databases.settings(
                state,
                Map.of(
                        "spring.datasource.url",
                        url,
                        "spring.datasource.username",
                        user,
                        "spring.datasource.password",
                        password));
    }

    private StoreSettings settings(String url) {
        return settings(url, PrivatePostgres.USER, PrivatePostgres.PASSWORD);
    }

    private static void assertFails(StoreSettings settings, ExitCode code, String... parts) {
        var failure = catchThrowableOfType(
                StartFailure.class,
                () -> Database.open(settings, Databases.MIGRATIONS).close());

        assertThat(failure).isNotNull();
        assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.getMessage()).contains(parts).doesNotContain("\n", "hunter2", PrivatePostgres.PASSWORD);
    }

    @Test
    void database_isMigratedOnce() {
        StoreSettings settings = settings(server.freshDatabase());
        for (int i = 0; i < 2; i++) {
            try (var source = Database.open(settings, Databases.MIGRATIONS)) {
                assertThat(JdbcClient.create(source)
                                .sql("select count(*) from audit_head")
                                .query(Long.class)
                                .single())
                        .isEqualTo(1);
            }
        }
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void wrongPassword_isNotPrinted() {
        assertFails(
                settings(server.freshDatabase(), PrivatePostgres.USER, "hunter2"),
                ExitCode.NO_PERMISSION,
                "refuses the user or the password");
    }

    @Test
    void wrongPasswordInTheUrl_isNotPrinted() {
        assertFails(
                Databases.settings(
                        state,
                        Map.of(
                                "spring.datasource.url",
                                server.freshDatabase() + "?user=" + PrivatePostgres.USER + "&password=hunter2")),
                ExitCode.NO_PERMISSION,
                "refuses the user or the password",
                "password=");
    }

    @Test
    void missingDatabase_isNamed() {
        assertFails(settings(server.url("nowhere")), ExitCode.CONFIGURATION, "/nowhere", "does not exist: create it");
    }

    @Test
    void userWhoMayNotMakeTables_isTold() throws Exception {
        String url = server.freshDatabase();
        try (var admin = DriverManager.getConnection(url, PrivatePostgres.USER, PrivatePostgres.PASSWORD)) {
            admin.createStatement().execute("create role reader login password 'hunter2'");
        }

        assertFails(settings(url, "reader", "hunter2"), ExitCode.NO_PERMISSION, "denies this user");
    }

    @Test
    void newerDatabase_isRefused() {
        String url = server.freshDatabase();
        try (var source = Database.open(settings(url), Databases.MIGRATIONS)) {
            JdbcClient.create(source).sql("""
                    insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                    values (99, '99', 'things to come', 'SQL', 'V99__things_to_come.sql', 1, 'sa', 1, true)""").update();
        }

        assertFails(settings(url), ExitCode.DATABASE, "newer release");
    }
}
