package dev.usbshare.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.StartFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Databases that cannot be used: one line, one code, and the file as it was. */
class DatabaseTest {

    @TempDir
    Path state;

    private void make(String... statements) {
        try (var source = Databases.open(state)) {
            for (String statement : statements) {
                JdbcClient.create(source).sql(statement).update();
            }
        }
    }

    private static StartFailure failure(Supplier<StoreSettings> settings) {
        var failure = catchThrowableOfType(
                StartFailure.class,
                () -> Database.open(settings.get(), Databases.MIGRATIONS).close());
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.getMessage()).doesNotContain("\n");
        return failure;
    }

    private void assertFails(ExitCode code, String... parts) {
        StartFailure failure = failure(() -> Databases.settings(state, Map.of()));
        assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(Databases.file(state).toString());
        assertThat(failure.getMessage()).contains(parts);
    }

    private StartFailure urlFails(ExitCode code, String url, String... parts) {
        StartFailure failure = failure(() -> Databases.settings(
                state,
                Map.of(
                        "spring.datasource.url",
                        url,
                        "spring.datasource.username",
                        "someone",
                        "spring.datasource.password",
                        "hunter2")));
        assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.getMessage()).contains(parts).doesNotContain("hunter2");
        return failure;
    }

    @Test
    void database_isMadeAndFoundAgain() {
        make("create table kept (id int)", "insert into kept values (7)");

        try (var source = Databases.open(state)) {
            assertThat(JdbcClient.create(source)
                            .sql("select id from kept")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(7);
        }
    }

    @Test
    void databaseOfARunningService_isRefused() throws Exception {
        try (var other = ForkedService.start(CommittingProgram.class, state.toString(), "1")) {
            other.awaitReady();

            assertFails(ExitCode.PORT_IN_USE, "in use by another process", "usb-share.state-dir");
        }
    }

    @Test
    void fileOfAnotherKind_isRefusedAndKept() throws Exception {
        var noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        Files.createDirectories(state.resolve("db"));
        Files.write(Databases.file(state), noise);

        assertFails(ExitCode.DATABASE, "is damaged", "--restore FILE");
        assertThat(Databases.file(state)).hasBinaryContent(noise);
    }

    @Test
    void cutFile_isRefused() throws Exception {
        make("create table kept (text varchar)", "insert into kept select random_uuid() from system_range(1, 20000)");
        try (var file = FileChannel.open(Databases.file(state), StandardOpenOption.WRITE)) {
            file.truncate(8_192);
        }

        assertFails(ExitCode.DATABASE, "damaged");
    }

    @Test
    void startThatWasKilledAtItsFirstStep_leavesNothingInTheWay() throws Exception {
        Files.createDirectories(state.resolve("db"));
        Files.write(state.resolve("db/new-1.mv.db"), new byte[5_000]);

        make("create table kept (id int)");

        assertThat(Databases.file(state)).exists();
    }

    @Test
    void overwrittenHeaders_areRefused() throws Exception {
        make("create table kept (text varchar)", "insert into kept select random_uuid() from system_range(1, 20000)");
        try (var file = FileChannel.open(Databases.file(state), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(8_192), 0);
        }

        assertFails(ExitCode.DATABASE, "is damaged");
    }

    @Test
    void newerDatabase_isRefused() {
        make("""
                insert into "flyway_schema_history"
                ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
                values (99, '99', 'things to come', 'SQL', 'V99__things_to_come.sql', 1, 'sa', 1, true)""");

        assertFails(ExitCode.DATABASE, "newer release", "migration 99 (things to come)", "--restore");
    }

    @Test
    void alteredMigration_isRefused() {
        make("update \"flyway_schema_history\" set \"checksum\" = 1 where \"version\" = '1'");

        assertFails(ExitCode.DATABASE, "migration 1 (audit)", "altered");
    }

    @Test
    void databaseOfAnotherProgram_isRefused() {
        make("""
                insert into "flyway_schema_history"
                ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
                values (99, '99', 'things to come', 'SQL', 'V99__things_to_come.sql', 1, 'sa', 1, true)""", "update \"flyway_schema_history\" set \"checksum\" = 7 where \"version\" = '1'");

        assertFails(ExitCode.DATABASE, "migration 1 (audit)", "belongs to another program");
    }

    @Test
    void migrationThatDidNotEnd_isRefused() {
        make("update \"flyway_schema_history\" set \"success\" = false where \"version\" = '1'");

        assertFails(ExitCode.DATABASE, "migration 1 (audit)", "did not end", "--restore");
    }

    @Test
    void wrongPassword_isNotPrinted() {
        make();

        urlFails(
                ExitCode.NO_PERMISSION,
                "jdbc:h2:file:" + state.resolve("db/usb-share"),
                "refuses the user or the password",
                "spring.datasource.password");
    }

    @Test
    void directoryInTheFilesPlace_isNamed() throws Exception {
        Files.createDirectories(Databases.file(state));

        assertFails(ExitCode.IO_ERROR, "cannot be read or written", "Is a directory");
    }

    @Test
    void stateDirectoryWithASemicolon_isRefused() {
        StartFailure failure = failure(() -> Databases.settings(state.resolve("a;INIT=drop all objects"), Map.of()));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void postgresThatIsNotThere_isNamedWithoutThePassword() throws Exception {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        urlFails(
                ExitCode.UNAVAILABLE,
                "jdbc:postgresql://127.0.0.1:" + port + "/usb?password=hunter2",
                "127.0.0.1:" + port + "/usb",
                "cannot be reached",
                "spring.datasource.url");
    }

    @Test
    void databaseOfAnotherMake_isRefused() {
        urlFails(
                ExitCode.CONFIGURATION,
                "jdbc:mysql://user:hunter2@127.0.0.1/usb",
                "spring.datasource.url",
                "jdbc:postgresql:");
    }
}
