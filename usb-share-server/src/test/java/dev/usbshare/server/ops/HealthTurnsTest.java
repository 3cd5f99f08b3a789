package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.lease.LeaseSeeker;
import dev.usbshare.server.lease.Leaseholder;
import dev.usbshare.service.RunningService;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.RefusalCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The whole service's health over HTTP, turned by what really happens, and back. */
@TestInstance(Lifecycle.PER_CLASS)
class HealthTurnsTest {

    private static final String HEALTH = "/actuator/health";
    private static final String LIVENESS = HEALTH + "/liveness";
    private static final String READINESS = HEALTH + "/readiness";

    private Path state = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path directory) {
        state = directory;
        service = RunningService.start(
                ServerService.class, directory, "listen.port=0", "usb.enabled=false", "simulate[0]=loopback");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private String get(String path) throws Exception {
        return service.tcp("GET", path);
    }

    private void assertAllWell() throws Exception {
        assertThat(get(LIVENESS)).startsWith("200");
        assertThat(get(READINESS)).startsWith("200");
        assertThat(get(HEALTH)).startsWith("200").doesNotContain("DOWN");
    }

    /** The gauges are a look behind. */
    private void awaitGauge(String component, String value) {
        await().untilAsserted(() -> assertThat(get("/actuator/prometheus"))
                .contains("usbshare_health{component=\"" + component + "\"} " + value));
    }

    /** Patient: other builds may share the machine. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    @Test
    void usb_isDown_whileADeviceHangs() throws Exception {
        assertAllWell();
        var leases = service.bean(LeaseRegistry.class);
        var holder = new Holder(service.bean(SharedDevices.class).devices().getFirst());
        leases.executor()
                .submit(() -> {
                    leases.ask(holder, AttachMode.NOW, false);
                    leases.hangs(holder.lease(), "device 99-1 hangs: a test holds it");
                })
                .get(30, TimeUnit.SECONDS);

        assertThat(get(READINESS)).startsWith("503").contains("\"hanging\":[\"device 99-1 hangs: a test holds it\"]");
        assertThat(get(LIVENESS)).as("a start anew brings nothing").startsWith("200");
        awaitGauge("usb", "0.0");

        leases.executor()
                .submit(() -> leases.release(holder.lease(), LeaseEnd.givenBack(holder.who.peer())))
                .get(30, TimeUnit.SECONDS);

        assertAllWell();
        awaitGauge("usb", "1.0");
    }

    @Test
    void quic_isDown_whileItsThreadDoesNotAnswer() throws Exception {
        assertAllWell();
        var stuck = new CountDownLatch(1);
        service.bean(NodeEventLoop.class).loop().execute(() -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(get(LIVENESS)).startsWith("503").contains("the event loop has not answered for 2 s");
            assertThat(get(READINESS)).startsWith("503");
        } finally {
            stuck.countDown();
        }

        assertAllWell();
    }

    @Test
    void databaseAndAudit_areDown_whileTheFileCannotBeRead() throws Exception {
        assertAllWell();
        Path file = state.resolve("db/usb-share.mv.db");
        Path kept = state.resolve("kept");
        closeFile();
        Files.move(file, kept);
        Files.writeString(file, "no database".repeat(1000));
        try {
            assertThat(append()).isFalse();
            await().untilAsserted(() -> assertThat(get(READINESS))
                    .startsWith("503")
                    .doesNotContain("Exception")
                    .containsPattern("\"audit\":\\{\"details\":\\{\"reason\":[^}]*},\"status\":\"DOWN\"}")
                    .containsPattern("\"database\":\\{\"details\":\\{[^}]*},\"status\":\"DOWN\"}"));
            assertThat(get(LIVENESS)).startsWith("200");
            awaitGauge("database", "0.0");
            awaitGauge("audit", "0.0");
        } finally {
            Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING);
        }

        await().untilAsserted(this::assertAllWell);
        assertThat(append()).isTrue();
        awaitGauge("database", "1.0");
        awaitGauge("audit", "1.0");
    }

    /** As H2 does itself when it cannot write; it opens the file again with the next connection. */
    private void closeFile() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> {
                    try (var connection = service.bean(DataSource.class).getConnection();
                            var statement = connection.createStatement()) {
                        statement.execute("shutdown");
                    }
                })
                .withMessageContaining("already closed");
    }

    /** Whether an event was kept. */
    private boolean append() throws InterruptedException {
        var event = new ServerEvent.SessionClosed(NodeKey.generate().id().toString(), "a test's");
        try {
            service.bean(AuditLog.class).append(event).toCompletableFuture().get();
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** Takes a device and keeps it. */
    private static final class Holder implements LeaseSeeker {

        private final Leaseholder who = new Leaseholder(NodeKey.generate().id(), "a test", -1);
        private final UsbDeviceInfo device;
        private @Nullable Lease lease;

        Holder(UsbDeviceInfo device) {
            this.device = device;
        }

        Lease lease() {
            return Objects.requireNonNull(lease);
        }

        @Override
        public Leaseholder who() {
            return who;
        }

        @Override
        public UsbDeviceInfo device() {
            return device;
        }

        @Override
        public boolean turn(Lease given) {
            lease = given;
            return true;
        }

        @Override
        public void queued(int position, String holder) {}

        @Override
        public void refused(RefusalCode code, String detail) {}

        @Override
        public void wanted(int waiting, String detail) {}

        @Override
        public void revoked(LeaseEnd end) {}

        @Override
        public void review() {}
    }
}
