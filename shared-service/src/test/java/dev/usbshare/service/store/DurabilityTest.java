package dev.usbshare.service.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usbshare.service.ForkedService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was acknowledged stays. */
class DurabilityTest {

    /** {@code O_DSYNC} of open(2) on Linux: a write returns when the data is on disk. */
    private static final int O_DSYNC = 0x1000;

    @TempDir
    Path state;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sigkillWhileCommitting_losesNothingAcknowledged(long seed) throws Exception {
        var random = new Random(seed);
        long acknowledged = 0;
        for (int life = 1; life <= 2; life++) {
            try (var program =
                    ForkedService.start(CommittingProgram.class, state.toString(), Long.toString(random.nextLong()))) {
                program.awaitReady();
                int commits = 1 + random.nextInt(400);
                for (int i = 0; i < commits; i++) {
                    acknowledged = Long.parseLong(Objects.requireNonNull(program.readLine()));
                }
                program.kill();
                // What was printed until the signal came counts too; the last line may be cut.
                String line = program.readLine();
                for (String next = program.readLine(); next != null; next = program.readLine()) {
                    acknowledged = Long.parseLong(Objects.requireNonNull(line));
                    line = next;
                }
            }

            try (var source = Databases.open(state)) {
                var jdbc = JdbcClient.create(source);
                assertThat(jdbc.sql("select count(*) from kept where id <= ?")
                                .param(acknowledged)
                                .query(Long.class)
                                .single())
                        .isEqualTo(acknowledged);
            }
        }
    }

    @Test
    void everyWriteGoesToTheDisk() throws Exception {
        assumeThat(Path.of("/proc/self/fdinfo")).exists();
        try (var _ = Databases.open(state)) {
            Path file = Databases.file(state).toRealPath();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                Path descriptor =
                        open.filter(fd -> file.equals(target(fd))).findFirst().orElseThrow();
                String flags =
                        Files.readAllLines(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName())).stream()
                                .filter(line -> line.startsWith("flags:"))
                                .findFirst()
                                .orElseThrow();
                assertThat(Integer.parseInt(flags.substring("flags:".length()).strip(), 8) & O_DSYNC)
                        .isNotZero();
            }
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (java.io.IOException e) {
            return Path.of("");
        }
    }

    @Test
    void files_areTheOwnersAlone() throws Exception {
        try (var _ = Databases.open(state)) {
            assertThat(Files.getPosixFilePermissions(state.resolve("db")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            try (Stream<Path> files = Files.list(state.resolve("db"))) {
                assertThat(files)
                        .containsExactly(Databases.file(state))
                        .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                                .isEqualTo(PosixFilePermissions.fromString("rw-------")));
            }
        }
    }

    @Test
    void interruptedThread_leavesTheDatabaseOpen() {
        try (var source = Databases.open(state)) {
            var jdbc = JdbcClient.create(source);
            jdbc.sql("create table kept (id bigint primary key)").update();
            try {
                Thread.currentThread().interrupt();
                jdbc.sql("insert into kept values (1)").update();
            } catch (org.springframework.jdbc.CannotGetJdbcConnectionException e) {
                // The pool may refuse an interrupted thread; the file must not suffer.
            } finally {
                Thread.interrupted();
            }

            jdbc.sql("insert into kept values (2)").update();
            assertThat(jdbc.sql("select max(id) from kept").query(Long.class).single())
                    .isEqualTo(2);
        }
    }

    @Test
    void manySmallCommits_doNotMakeTheFileGrowWithoutBound() throws Exception {
        try (var source = Databases.open(state)) {
            var jdbc = JdbcClient.create(source);
            jdbc.sql("create table counter (id int primary key, n bigint)").update();
            jdbc.sql("insert into counter values (1, 0)").update();
            for (int i = 0; i < 3_000; i++) {
                jdbc.sql("update counter set n = n + 1 where id = 1").update();
            }
            assertThat(Files.size(Databases.file(state))).isLessThan(20L << 20);
        }
        assertThat(Files.size(Databases.file(state))).isLessThan(2L << 20);
    }
}
