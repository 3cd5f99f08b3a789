package dev.usbshare.service.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.quic.NodeEventLoop;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ServiceNotifierTest {

    private static final int INTERVAL_MILLIS = 20;

    private final NodeEventLoop loop = NodeEventLoop.open("service");

    @TempDir
    Path folder;

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private ServiceNotifier notifier(String socket, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("NOTIFY_SOCKET", socket);
        ServiceNotifier notifier = SystemdConfiguration.notifier(loop, environment::get);
        assertThat(notifier).isNotNull();
        return notifier;
    }

    @Test
    void withoutSocket_thereIsNoNotifier() {
        assertThat(SystemdConfiguration.notifier(loop, name -> null)).isNull();
    }

    @Test
    void states_arriveInOrder() throws Exception {
        String socket = folder.resolve("notify").toString();
        try (var manager = new ManagerDouble(socket);
                var notifier = notifier(socket, Map.of())) {
            notifier.ready();
            notifier.stopping();

            assertThat(manager.next()).isEqualTo("READY=1");
            assertThat(manager.next()).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void abstractSocket_isReached() throws Exception {
        String socket = "@usb-share-test/" + UUID.randomUUID();
        try (var manager = new ManagerDouble(socket);
                var notifier = notifier(socket, Map.of())) {
            notifier.ready();

            assertThat(manager.next()).isEqualTo("READY=1");
        }
    }

    @Test
    void signsOfLife_comeFromTheEventLoop_andStopWithIt() throws Exception {
        String socket = folder.resolve("notify").toString();
        var hanging = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        try (var manager = new ManagerDouble(socket);
                var notifier = notifier(socket, Map.of("WATCHDOG_USEC", INTERVAL_MILLIS + "000"))) {
            notifier.ready();
            assertThat(manager.next()).isEqualTo("READY=1");
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");

            loop.loop().execute(() -> {
                hanging.countDown();
                awaitQuietly(released);
            });
            hanging.await();
            while (manager.waiting() > 0) {
                manager.next();
            }
            manager.pass(INTERVAL_MILLIS * 10);
            int heardWhileHanging = manager.waiting();
            released.countDown();

            // One sign may have been under way when the loop began to hang.
            assertThat(heardWhileHanging).isLessThanOrEqualTo(1);
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void managerThatIsGone_isReportedOnce(CapturedOutput output) {
        String socket = folder.resolve("nobody").toString();
        try (var notifier = notifier(socket, Map.of())) {
            notifier.ready();
            notifier.stopping();
        }

        assertThat(output.getOut())
                .containsOnlyOnce("The service manager hears nothing")
                .contains(socket);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
