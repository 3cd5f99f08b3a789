package dev.usbshare.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.BusId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class LeaseRegistryTest {

    private static final BusId DEVICE = new BusId("1-1");
    private static final NodeId ALICE = NodeId.of(new byte[NodeId.BYTES]);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final LeaseRegistry leases =
            new LeaseRegistry(new ManualEventExecutor(), new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void device_isLeasedOnceAtATime() {
        Lease lease = leases.grant(DEVICE, ALICE).orElseThrow();

        assertThat(leases.grant(DEVICE, ALICE)).isEmpty();
        assertThat(leases.of(DEVICE)).contains(lease);
        assertThat(lease.since()).isEqualTo(NOW);
    }

    @Test
    void released_isFree_andSaysSo() {
        Lease lease = leases.grant(DEVICE, ALICE).orElseThrow();
        var released = lease.released().toCompletableFuture();
        assertThat(released).isNotDone();

        leases.release(lease);

        assertThat(released).isCompleted();
        assertThat(leases.of(DEVICE)).isEmpty();
    }

    @Test
    void releasedAgain_doesNotTouchTheNextLease() {
        Lease first = leases.grant(DEVICE, ALICE).orElseThrow();
        leases.release(first);
        Lease second = leases.grant(DEVICE, ALICE).orElseThrow();

        leases.release(first);

        assertThat(leases.of(DEVICE)).contains(second);
    }

    @Test
    void ids_areNeverTheSame_andNotShownWhole() {
        var ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Lease lease = leases.grant(DEVICE, ALICE).orElseThrow();
            ids.add(lease.id());
            assertThat(lease.toString()).doesNotContain(lease.id().toString());
            leases.release(lease);
        }

        assertThat(ids).hasSize(1000);
    }
}
