package dev.usbshare.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.service.audit.AuditRig.DoorOpened;
import dev.usbshare.service.store.TestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** What becomes of events that are reported. */
@SuppressWarnings("NullAway.Init")
class AuditWriterTest {

    @TempDir
    Path directory;

    private TestStore store;
    private AuditRig rig;

    @BeforeEach
    void open() {
        store = TestStore.inMemory("sample");
        rig = new AuditRig(store, directory.resolve("audit/audit.jsonl"));
    }

    @AfterEach
    void close() {
        rig.close();
        store.close();
    }

    private List<String> lines() throws Exception {
        return Files.readAllLines(rig.file.path());
    }

    private static void get(CompletionStage<Void> kept) throws Exception {
        kept.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void event_isARecordAndALine() throws Exception {
        rig.keep(new DoorOpened("operator", "1-1 046d:c52b", "front"));

        AuditRecord kept = rig.table.after(0, 10).getFirst();
        assertThat(kept.line())
                .startsWith("{\"seq\":1,\"time\":\"2026-11-22T12:00:00.000000Z\",\"kind\":\"door-opened\","
                        + "\"actor\":\"operator\",\"details\":{\"device\":\"1-1 046d:c52b\",\"name\":\"front\"},"
                        + "\"previous\":\"" + AuditRecord.NONE + "\",\"hash\":\"");
        rig.log.close();
        assertThat(lines()).containsExactly(kept.line());
        assertThat(Files.getPosixFilePermissions(rig.file.path()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    /** The form of a record is a promise: whoever noted a hash must find it again with a later release. */
    @Test
    void hash_isTheDigestOfTheLineWithoutIt() {
        var kept =
                AuditRecord.of(1, AuditRig.NOON, "door-opened", "operator", "{\"name\":\"front\"}", AuditRecord.NONE);

        assertThat(kept.hash()).isEqualTo("23d6731d8e7ff755f158d6a462c34e96b6949004b125767e0fe8be60acc71cdd");
    }

    @Test
    void hostileTexts_neverBreakALine() throws Exception {
        String hostile =
                "a\nb\r\u001b[31m\"\\\u0000\u007f\u0085\u2028\u202e\ud800 \u00fc \ud83d\ude00'; drop table audit_record; --";
        rig.keep(new DoorOpened(hostile, hostile, hostile));
        rig.log.close();

        assertThat(lines()).hasSize(1).allSatisfy(line -> assertThat(line).matches("[ -~]+"));
        AuditRecord kept = rig.table.after(0, 10).getFirst();
        assertThat(AuditEndpoint.Row.of(kept).details()).containsEntry("name", hostile);
        assertThat(rig.verifier.verify(null).intact()).isTrue();
    }

    @Test
    void longTexts_areCutWithANote() throws Exception {
        rig.keep(new DoorOpened("a".repeat(10_000), "1-1", "\u0001".repeat(100_000)));

        AuditRecord kept = rig.table.after(0, 10).getFirst();
        assertThat(kept.actor().length()).isLessThanOrEqualTo(AuditText.MAX_NAME_CHARS);
        assertThat(kept.details()).contains("... (99000 more)");
        assertThat(rig.verifier.verify(null).intact()).isTrue();
    }

    @Test
    void clockThatIsSetBack_changesNoOrder() throws Exception {
        rig.keep(1);
        rig.now = AuditRig.NOON.minus(Duration.ofDays(400));
        rig.keep(1);
        rig.now = AuditRig.NOON.plusNanos(123_456_789);
        rig.keep(1);

        assertThat(rig.table.after(0, 10))
                .extracting(kept -> kept.seq() + " " + kept.time())
                .containsExactly("1 2026-11-22T12:00:00Z", "2 2025-10-18T12:00:00Z", "3 2026-11-22T12:00:00.123456Z");
        assertThat(rig.verifier.verify(null).intact()).isTrue();
    }

    @Test
    void manyThreads_keepOneChain() throws Exception {
        int threads = 8;
        int each = 50;
        var kept = new ArrayList<CompletableFuture<Void>>();
        var go = new CountDownLatch(1);
        var started = new ArrayList<Thread>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            started.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < each; i++) {
                    var stage = rig.log.append(new DoorOpened("thread " + thread, "1-1", Integer.toString(i)));
                    synchronized (kept) {
                        kept.add(stage.toCompletableFuture());
                    }
                }
            }));
        }
        go.countDown();
        for (Thread thread : started) {
            thread.join();
        }
        CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        assertThat(rig.verifier.verify(null)).matches(AuditVerification::intact).matches(v -> v.records() == 400);
        for (int t = 0; t < threads; t++) {
            assertThat(rig.table.before(Long.MAX_VALUE, new AuditFilter(null, null, null, "thread " + t, null), 100))
                    .extracting(one -> AuditEndpoint.Row.of(one).details().get("name"))
                    .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(1, each)
                            .mapToObj(i -> Integer.toString(each - i))
                            .toList());
        }
        rig.log.close();
        assertThat(lines()).hasSize(400);
    }

    @Test
    void twoServicesOnOneDatabase_keepOneChain() throws Exception {
        try (var other = new AuditRig(store, directory.resolve("other.jsonl"))) {
            var kept = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 100; i++) {
                kept.add(rig.log.append(new DoorOpened("one", "1-1", "" + i)).toCompletableFuture());
                kept.add(other.log.append(new DoorOpened("two", "1-1", "" + i)).toCompletableFuture());
            }
            CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
            rig.keep(1);

            assertThat(other.verifier.verify(null).intact()).isTrue();
            rig.log.close();
            assertThat(lines()).hasSize(201);
        }
    }

    @Test
    void databaseThatIsGone_failsEventsAndComesBackByItself() throws Exception {
        rig.keep(1);
        rig.sql("alter table audit_record rename to away");

        assertThatThrownBy(() -> rig.keep(1))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("the event cannot be audited: ");
        assertThatThrownBy(() -> rig.keep(1)).isInstanceOf(ExecutionException.class);
        assertThat(new AuditHealthIndicator(rig.log).health().toString()).contains("DOWN", "eventsLost=2");
        rig.sql("alter table away rename to audit_record");

        Awaitility.await()
                .untilAsserted(() -> assertThat(rig.log.interruption()).isNull());
        assertThat(new AuditHealthIndicator(rig.log).health().toString()).contains("UP");
        AuditRecord last = rig.table.after(1, 10).getLast();
        assertThat(last.kind()).isEqualTo("audit-interrupted");
        assertThat(last.details()).contains("\"eventsLost\":\"2\"");
        rig.keep(1);
        assertThat(rig.verifier.verify(null).intact()).isTrue();
        assertThat(rig.log.lost()).isEqualTo(2);
    }

    @Test
    void eventThatCannotBeRead_failsAlone() throws Exception {
        AuditEvent broken = new AuditEvent() {
            @Override
            public String actor() {
                throw new IllegalStateException("no actor");
            }
        };
        var failed = rig.log.append(broken);
        rig.keep(1);

        assertThatThrownBy(() -> get(failed)).isInstanceOf(ExecutionException.class);
        assertThat(rig.table.head().seq()).isEqualTo(1);
        assertThat(rig.log.interruption()).isNull();
    }

    @Test
    void fullQueue_refusesWithoutWaiting() throws Exception {
        try (var connection = store.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("select seq from audit_head where id = 1 for update");
            var stages = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < AuditWriter.QUEUE_EVENTS + 1_000; i++) {
                stages.add(rig.log.append(new DoorOpened("one", "1-1", "" + i)).toCompletableFuture());
            }

            // Which ones depends on when the writer took its batch.
            assertThat(stages)
                    .anySatisfy(refused -> assertThat(refused)
                            .failsWithin(Duration.ZERO)
                            .withThrowableOfType(ExecutionException.class)
                            .withMessageContaining("events wait already"));
        }
    }

    @Test
    void continuationThatWaitsForTheNextEvent_doesNotStopTheLog() throws Exception {
        get(rig.log.append(new DoorOpened("one", "1-1", "first")).thenRun(() -> {
            try {
                rig.keep(1);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));

        assertThat(rig.table.head().seq()).isEqualTo(2);
    }

    @Test
    void close_keepsWhatIsQueuedAndRefusesTheRest() {
        var queued = rig.log.append(new DoorOpened("one", "1-1", "last words"));
        rig.log.close();
        var late = rig.log.append(new DoorOpened("one", "1-1", "too late"));

        assertThat(queued.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(late.toCompletableFuture()).failsWithin(Duration.ZERO);
        assertThat(rig.table.head().seq()).isEqualTo(1);
    }

    @Test
    void fileThatCannotBeWritten_losesNothing() throws Exception {
        rig.keep(1);
        rig.restart();
        Files.delete(rig.file.path());
        Files.createDirectory(rig.file.path());
        rig.keep(3);
        Awaitility.await().untilAsserted(() -> assertThat(rig.log.fileTrouble()).isNotNull());
        assertThat(rig.log.interruption()).isNull();

        Files.delete(rig.file.path());
        rig.keep(1);

        Awaitility.await().untilAsserted(() -> assertThat(rig.log.fileTrouble()).isNull());
        assertThat(lines()).hasSize(4);
        assertThat(rig.table.head().seq()).isEqualTo(5);
    }

    @Test
    void lineCutByACrash_isWrittenAgain() throws Exception {
        rig.keep(3);
        rig.log.close();
        List<String> whole = lines();
        Files.writeString(rig.file.path(), whole.get(0) + "\n" + whole.get(1).substring(0, 50));

        rig.restart();
        rig.keep(1);
        rig.log.close();

        assertThat(lines()).hasSize(4).startsWith(whole.get(0), whole.get(1), whole.get(2));
        assertThat(rig.verifier.verify(null).intact()).isTrue();
    }

    @Test
    void fileThatWasMovedAway_beginsAgainWithTheLastRecord() throws Exception {
        rig.keep(3);
        rig.log.close();
        Files.delete(rig.file.path());

        rig.restart();

        assertThat(lines()).containsExactly(rig.table.after(2, 1).getFirst().line());
    }

    @Test
    void fullFile_isRotatedAndTheOldestGoes() throws Exception {
        rig.close();
        Path path = directory.resolve("rotated.jsonl");
        rig = new AuditRig(store, path, new AuditProperties(DataSize.ofKilobytes(1), 3));

        rig.keep(20);
        rig.log.close();

        assertThat(directory.resolve("rotated.jsonl.1")).exists();
        assertThat(directory.resolve("rotated.jsonl.2")).exists();
        assertThat(directory.resolve("rotated.jsonl.3")).doesNotExist();
        assertThat(Files.size(path)).isLessThanOrEqualTo(1_024);
        assertThat(rig.table.head().seq()).isEqualTo(20);
        assertThat(rig.verifier.verify(null).intact()).isTrue();
        rig.restart();
        assertThat(rig.table.head().seq()).isEqualTo(20);
    }
}
