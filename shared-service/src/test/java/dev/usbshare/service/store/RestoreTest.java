package dev.usbshare.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Copies of the database: saved while it is in use, and put back. */
class RestoreTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path directory;

    private Path state() {
        return directory.resolve("state");
    }

    private Path copy() {
        return directory.resolve("copy.zip");
    }

    /** A database with one table, and this number in it. */
    private void make(int number) {
        try (var source = Databases.open(state())) {
            var jdbc = JdbcClient.create(source);
            jdbc.sql("create table if not exists numbers (id int)").update();
            jdbc.sql("delete from numbers").update();
            jdbc.sql("insert into numbers values (?)").param(number).update();
        }
    }

    private int number() {
        try (var source = Databases.open(state())) {
            return JdbcClient.create(source)
                    .sql("select id from numbers")
                    .query(Integer.class)
                    .single();
        }
    }

    private void save(Path target) throws Exception {
        try (var source = Databases.open(state())) {
            backup(JdbcClient.create(source)).save(target);
        }
    }

    private Backup backup(JdbcClient jdbc) {
        return new Backup(jdbc, Databases.settings(state(), Map.of()).url());
    }

    private String restore(Path saved, String... url) {
        var environment = new StandardEnvironment();
        if (url.length > 0) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("test", Map.of("spring.datasource.url", url[0])));
        }
        var out = new ByteArrayOutputStream();
        new Restore(environment, Databases.MIGRATIONS, new StateDirectory(state()), () -> NOON)
                .run(saved, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Fails, and leaves the database as it was and nothing beside it. */
    private void assertRefused(Path saved, ExitCode code, String... parts) throws Exception {
        byte[] before = Files.readAllBytes(Databases.file(state()));
        var failure = catchThrowableOfType(StartFailure.class, () -> restore(saved));

        assertThat(failure).isNotNull();
        assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.getMessage()).contains(parts).doesNotContain("\n");
        assertThat(Databases.file(state())).hasBinaryContent(before);
        assertThat(inDatabaseDirectory()).containsExactly("usb-share.mv.db");
    }

    private List<String> inDatabaseDirectory() throws Exception {
        try (Stream<Path> files = Files.list(state().resolve("db"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Path zip(String entry, byte[] content) throws Exception {
        try (var zip = new ZipOutputStream(Files.newOutputStream(copy()))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
        return copy();
    }

    @Test
    void savedCopy_comesBackAndTheOtherIsKept() throws Exception {
        make(1);
        save(copy());
        make(2);

        assertThat(restore(copy())).contains("restored", "0 audit records", "before-20261122T120000Z");

        assertThat(number()).isEqualTo(1);
        assertThat(inDatabaseDirectory()).containsExactly("usb-share.before-20261122T120000Z.mv.db", "usb-share.mv.db");
        Files.move(
                state().resolve("db/usb-share.before-20261122T120000Z.mv.db"),
                Databases.file(state()),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(number()).isEqualTo(2);
    }

    @Test
    void files_areTheOwnersAlone() throws Exception {
        make(1);
        save(copy());
        restore(copy());

        assertThat(List.of(copy(), Databases.file(state())))
                .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }

    @Test
    void restoring_isAudited() throws Exception {
        make(1);
        save(copy());
        restore(copy());

        try (var source = Databases.open(state())) {
            assertThat(JdbcClient.create(source)
                            .sql("select kind || ' ' || details from audit_record")
                            .query(String.class)
                            .single())
                    .contains("database-restored", copy().toString(), "before-20261122T120000Z");
        }
    }

    @Test
    void auditFileOfTheOtherDatabase_isSetAside() throws Exception {
        make(1);
        save(copy());
        Path file = state().resolve("audit/audit.jsonl");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "old\n");

        restore(copy());

        assertThat(file).doesNotExist();
        assertThat(state().resolve("audit/audit.jsonl.before-20261122T120000Z")).hasContent("old");
    }

    @Test
    void databaseThatWasLost_comesBack() throws Exception {
        make(1);
        save(copy());
        Files.delete(Databases.file(state()));

        assertThat(restore(copy())).contains("There was none before");

        assertThat(number()).isEqualTo(1);
    }

    @Test
    void damagedDatabase_isReplacedAndKept() throws Exception {
        make(1);
        save(copy());
        Files.write(Databases.file(state()), new byte[10_000]);

        restore(copy());

        assertThat(number()).isEqualTo(1);
        assertThat(inDatabaseDirectory()).hasSize(2);
    }

    @Test
    void copySavedWhileItIsWritten_isOneMoment() throws Exception {
        long before;
        long last;
        try (var source = Databases.open(state())) {
            var jdbc = JdbcClient.create(source);
            jdbc.sql("create table one (id bigint primary key, text varchar)").update();
            jdbc.sql("create table two (id bigint primary key, text varchar)").update();
            var stop = new AtomicBoolean();
            var written = new AtomicLong();
            Thread writer = Thread.ofPlatform().start(() -> {
                try (var connection = source.getConnection();
                        var statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    for (long id = 1; !stop.get(); id++) {
                        statement.executeUpdate("insert into one values (" + id + ", repeat('x', 500))");
                        statement.executeUpdate("insert into two values (" + id + ", repeat('y', 500))");
                        connection.commit();
                        written.set(id);
                    }
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (written.get() < 100) {
                Thread.onSpinWait();
            }
            before = written.get();
            backup(jdbc).save(copy());
            stop.set(true);
            writer.join();
            last = written.get();
        }

        restore(copy());

        try (var restored = Databases.open(state())) {
            var saved = JdbcClient.create(restored);
            long one = saved.sql("select count(*) from one").query(Long.class).single();
            assertThat(one).isBetween(before, last);
            assertThat(saved.sql("select count(*) from two").query(Long.class).single())
                    .isEqualTo(one);
            assertThat(saved.sql("select max(id) from two").query(Long.class).single())
                    .isEqualTo(one);
        }
    }

    @Test
    void existingFile_isNeverOverwritten() throws Exception {
        make(1);
        Files.writeString(copy(), "precious");

        assertThatThrownBy(() -> save(copy()))
                .isInstanceOf(Backup.Refused.class)
                .hasMessageContaining("exists already");
        assertThat(copy()).hasContent("precious");
    }

    @Test
    void copyToNowhere_isRefused() {
        make(1);

        assertThatThrownBy(() -> save(directory.resolve("no/such/copy.zip"))).hasMessageContaining("no directory");
        assertThatThrownBy(() -> save(Path.of("copy.zip"))).hasMessageContaining("from the root on");
    }

    @Test
    void copyToAFullDisk_leavesNothingThere() throws Exception {
        make(1);
        org.assertj.core.api.Assumptions.assumeThat(System.getProperty("user.name"))
                .isEqualTo("root");
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 16_384)) {
            disk.fill();
            Path target = disk.path().resolve("copy.zip");

            assertThatThrownBy(() -> save(target)).hasMessageContaining("the disk is full");
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void runningService_isLeftAlone() throws Exception {
        make(1);
        save(copy());
        try (var service = ForkedService.start(CommittingProgram.class, state().toString(), "1")) {
            service.awaitReady();

            var failure = catchThrowableOfType(StartFailure.class, () -> restore(copy()));

            assertThat(failure.exitCode()).isEqualTo(ExitCode.PORT_IN_USE);
            assertThat(failure).hasMessageContaining("stop the service first");
        }
    }

    @Test
    void missingFile_isNamed() throws Exception {
        make(1);

        assertRefused(directory.resolve("none.zip"), ExitCode.NO_INPUT, "there is no file");
    }

    @Test
    void fileThatIsNoZip_isRefused() throws Exception {
        make(1);
        Files.writeString(copy(), "not a zip");

        assertRefused(copy(), ExitCode.DATABASE, "no whole zip file");
    }

    @Test
    void cutCopy_isRefused() throws Exception {
        make(1);
        save(directory.resolve("whole.zip"));
        byte[] whole = Files.readAllBytes(directory.resolve("whole.zip"));
        for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
            Files.write(copy(), java.util.Arrays.copyOf(whole, length));

            assertRefused(copy(), ExitCode.DATABASE, "copy.zip");
        }
    }

    @Test
    void alteredByteInTheCopy_isRefused() throws Exception {
        make(1);
        save(directory.resolve("whole.zip"));
        byte[] whole = Files.readAllBytes(directory.resolve("whole.zip"));
        whole[whole.length / 3] ^= 0x10;
        Files.write(copy(), whole);

        assertRefused(copy(), ExitCode.DATABASE, "copy.zip");
    }

    @Test
    void zipWithSomethingElse_isRefused() throws Exception {
        make(1);

        assertRefused(zip("readme.txt", new byte[10]), ExitCode.DATABASE, "0 databases");
        assertRefused(zip("../../evil.mv.db", new byte[10_000]), ExitCode.DATABASE, "copy.zip");
        assertThat(directory.resolve("evil.mv.db")).doesNotExist();
    }

    @Test
    void copyOfANewerRelease_isRefused() throws Exception {
        make(1);
        try (var source = Databases.open(state())) {
            JdbcClient.create(source).sql("""
                    insert into "flyway_schema_history"
                    ("installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success")
                    values (99, '99', 'things to come', 'SQL', 'V99__things_to_come.sql', 1, 'sa', 1, true)""").update();
            backup(JdbcClient.create(source)).save(copy());
            JdbcClient.create(source)
                    .sql("delete from \"flyway_schema_history\" where \"version\" = '99'")
                    .update();
        }

        assertRefused(copy(), ExitCode.DATABASE, "newer release");
    }

    @Test
    void postgres_hasItsOwnTools() throws Exception {
        make(1);
        save(copy());
        var failure =
                catchThrowableOfType(StartFailure.class, () -> restore(copy(), "jdbc:postgresql://127.0.0.1:1/usb"));

        assertThat(failure).hasMessageContaining("pg_restore");
        var url = DatabaseUrl.parse("jdbc:postgresql://127.0.0.1:1/usb");
        try (var source = Databases.open(state())) {
            assertThatThrownBy(() -> new Backup(JdbcClient.create(source), url).save(directory.resolve("other.zip")))
                    .hasMessageContaining("pg_dump");
        }
        assertThat(directory.resolve("other.zip")).doesNotExist();
    }
}
