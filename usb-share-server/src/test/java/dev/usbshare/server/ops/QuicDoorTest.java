package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.AllowAll;
import dev.usbshare.server.session.SessionContext;
import dev.usbshare.server.session.SessionRegistry;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.network.NetworkProperties;
import dev.usbshare.service.network.Whereabouts;
import dev.usbshare.simulation.SimulatedUsbHost;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** The port and the health that follows it. */
class QuicDoorTest {

    private final NodeEventLoop loop = NodeEventLoop.open("test-door");
    private final SimulatedUsbHost host = new SimulatedUsbHost();
    private final SharedDevices shared = new SharedDevices(host, List.of());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeterListener meters = new MeterListener(registry, new SharedDeviceMeters(registry, shared));
    private final SessionRegistry sessions = new SessionRegistry(new SessionContext(
            host,
            shared,
            new LeaseRegistry(loop.loop(), new SecureRandom(), Clock.systemUTC()),
            new ApprovedPeers(List.of()),
            new AllowAll(),
            AuditLog.NOTHING,
            meters,
            meters,
            Clock.systemUTC(),
            "test",
            "test"));
    private static final Whereabouts WHEREABOUTS = Whereabouts.open(
            NetworkProperties.OFFLINE, NodeKey.generate(), "test", new StateDirectory(Path.of("nowhere")));

    private final QuicDoor door = new QuicDoor(
            new ListenProperties("127.0.0.1", 0),
            NetworkProperties.OFFLINE,
            NodeKey.generate(),
            loop,
            sessions,
            WHEREABOUTS);
    private final QuicHealthIndicator indicator = new QuicHealthIndicator(door, loop, sessions);

    @AfterEach
    void close() {
        door.stop();
        host.close();
        loop.close();
    }

    private Health health() {
        return Objects.requireNonNull(indicator.health());
    }

    @Test
    void health_isDownBeforeTheStart() {
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void health_isUpWhileOpen_andNamesThePort() {
        door.start();

        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails().get("address")).isEqualTo(door.localAddress());
        assertThat(door.localAddress()).matches("127\\.0\\.0\\.1:[1-9]\\d*");
    }

    @Test
    void health_isDownAfterTheStop() {
        door.start();
        door.stop();

        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void health_isDown_whileTheEventLoopIsStuck() {
        door.start();
        var stuck = new CountDownLatch(1);
        loop.loop().execute(() -> awaitUninterruptibly(stuck));

        Health health = health();
        stuck.countDown();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("reason")).asString().contains("event loop");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
