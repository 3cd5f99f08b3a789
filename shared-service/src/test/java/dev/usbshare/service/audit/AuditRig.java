package dev.usbshare.service.audit;

import dev.usbshare.service.store.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.springframework.util.unit.DataSize;

/** An audit log over a database and a file of a test's own, with a clock that the test sets. */
final class AuditRig implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    /** An event as rooms report them. */
    record DoorOpened(String actor, String device, String name) implements AuditEvent {}

    final TestStore store;
    final AuditTable table;
    final AuditFile file;
    final AuditVerifier verifier;
    volatile Instant now = NOON;
    AuditWriter log;

    AuditRig(TestStore store, Path file) {
        this(store, file, new AuditProperties(DataSize.ofMegabytes(1), 3));
    }

    AuditRig(TestStore store, Path file, AuditProperties properties) {
        this.store = store;
        this.table = new AuditTable(store.jdbc());
        this.file = new AuditFile(file, properties);
        this.verifier = new AuditVerifier(table, this.file);
        this.log = start();
    }

    private AuditWriter start() {
        return new AuditWriter(
                        new AuditChain(table, store.transactions()),
                        new AuditFollower(table, file),
                        () -> now,
                        TestStore::reason,
                        Duration.ofMillis(50))
                .start();
    }

    /** Ends the log and starts it again, as a service does. */
    void restart() {
        log.close();
        log = start();
    }

    /** Keeps an event and waits until it is kept. */
    void keep(AuditEvent event) throws Exception {
        log.append(event).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Keeps so many. */
    void keep(int events) throws Exception {
        for (int i = 1; i <= events; i++) {
            keep(new DoorOpened("operator", "1-" + i + " 046d:c52b", "door " + i));
        }
    }

    int sql(String statement) {
        return store.jdbc().sql(statement).update();
    }

    @Override
    public void close() {
        log.close();
    }
}
