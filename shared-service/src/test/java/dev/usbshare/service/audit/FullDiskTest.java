package dev.usbshare.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usbshare.service.audit.AuditRig.DoorOpened;
import dev.usbshare.service.store.SmallDisk;
import dev.usbshare.service.store.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk that database and file share is full, and then is not. */
class FullDiskTest {

    @TempDir
    Path directory;

    @Test
    void fullDisk_refusesEventsLosesNothingAndEndsByItself() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("only root mounts a small disk")
                .isEqualTo("root");
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 4 << 20);
                var store = TestStore.inFile(disk.path());
                var rig = new AuditRig(store, disk.path().resolve("audit.jsonl"))) {
            rig.keep(5);
            disk.fill();
            int kept = 5;
            ExecutionException refused = null;
            // The file has some free blocks of its own.
            for (int i = 0; refused == null && i < 2_000; i++) {
                try {
                    rig.log
                            .append(new DoorOpened("operator", "1-1", "x".repeat(900)))
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
                    kept++;
                } catch (ExecutionException e) {
                    refused = e;
                }
            }
            assertThat(refused).cause().isInstanceOf(AuditException.class).hasMessageContaining("the disk is full");
            assertThat(new AuditHealthIndicator(rig.log).health().toString()).contains("DOWN", "the disk is full");

            disk.free();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(rig.log.interruption()).isNull());
            rig.keep(1);
            assertThat(rig.table.head().seq()).isEqualTo(kept + 2);
            assertThat(rig.table.after(kept, 1).getFirst().kind()).isEqualTo("audit-interrupted");
            rig.log.close();
            assertThat(rig.verifier.verify(null).problem()).isNull();
        }
    }
}
