package dev.usbshare.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.audit.AuditRig.DoorOpened;
import dev.usbshare.service.store.TestStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log in a real PostgreSQL, which several services may share. */
class PostgresAuditTest {

    @TempDir
    Path directory;

    @Test
    void twoServices_keepOneChain() throws Exception {
        try (var store = TestStore.inPostgres("sample");
                var one = new AuditRig(store, directory.resolve("one.jsonl"));
                var two = new AuditRig(store, directory.resolve("two.jsonl"))) {
            var kept = new ArrayList<CompletableFuture<Void>>();
            for (int i = 0; i < 50; i++) {
                kept.add(one.log.append(new DoorOpened("one", "1-1", "" + i)).toCompletableFuture());
                kept.add(two.log
                        .append(new DoorOpened("two", "1-1", "\u0000\ud800\n" + i))
                        .toCompletableFuture());
            }
            CompletableFuture.allOf(kept.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            one.log.close();
            two.log.close();

            assertThat(one.verifier.verify(null).problem()).isNull();
            assertThat(two.verifier.verify(null).records()).isEqualTo(100);
            Instant now = AuditRig.NOON;
            assertThat(one.table.before(
                            Long.MAX_VALUE,
                            new AuditFilter(now, now.plusSeconds(1), "door-opened", "two", "1-1"),
                            1_000))
                    .hasSize(50);
        }
    }
}
