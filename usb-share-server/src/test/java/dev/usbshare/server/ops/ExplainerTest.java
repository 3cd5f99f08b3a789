package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.lease.LeaseSeeker;
import dev.usbshare.server.lease.Leaseholder;
import dev.usbshare.server.policy.JdbcPolicyStore;
import dev.usbshare.server.policy.PolicyBook;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.RefusalCode;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a peer is told that it would be answered, while somebody has the device. */
class ExplainerTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final ApprovedPeer alice = peer("alice", false);
    private final ApprovedPeer bob = peer("bob", false);
    private final ApprovedPeer chief = peer("chief", true);
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final TestStore database = TestStore.inMemory("server");
    private final SimulatedUsbHost host = new SimulatedUsbHost();
    private final DefaultEventExecutor executor = new DefaultEventExecutor();
    private final LeaseRegistry leases = new LeaseRegistry(executor, new SecureRandom(), clock);
    private final PolicyBook book = new PolicyBook(
            new JdbcPolicyStore(database.jdbc(), database.transactions()),
            AuditLog.NOTHING,
            device -> "",
            clock,
            System::nanoTime);
    private final SharedDevices shared = new SharedDevices(host, List.of(new DevicePattern.Any()));
    private final Explainer explainer = new Explainer(book, shared, new LeaseDesk(leases));
    private final UsbDeviceInfo device;

    ExplainerTest() {
        host.plug(new Loopback("1"));
        device = host.devices().getFirst();
    }

    @AfterEach
    void close() {
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        book.close();
        host.close();
        database.close();
    }

    private static ApprovedPeer peer(String name, boolean takeOver) {
        return new ApprovedPeer(
                NodeKey.generate().id(), name, List.of(new DevicePattern.Any()), Optional.empty(), takeOver);
    }

    /** Asks for the device, and has it if it is free. */
    private void ask(ApprovedPeer peer, long session, AttachMode mode) {
        executor.submit(() -> leases.ask(new Seeker(Leaseholder.of(peer, session), device), mode, false))
                .syncUninterruptibly();
    }

    private String lastRule(ExplanationRow row) {
        ExplanationRow.RuleRow last = row.rules().getLast();
        assertThat(last.rule()).isEqualTo("LEASE");
        return last.outcome() + " " + last.text();
    }

    @Test
    void freeDevice_isAllowed_andNobodyHasIt() throws Exception {
        ExplanationRow row = explainer.explain(device, bob);

        assertThat(row.allowed()).isTrue();
        assertThat(row.holder()).isNull();
        assertThat(lastRule(row)).isEqualTo("ALLOWS nobody has the device");
    }

    @Test
    void deviceThatSomebodyHas_isRefused_sayingWho_andWhichPlaceInLineIsNext() throws Exception {
        ask(alice, 1, AttachMode.NOW);
        ask(chief, 2, AttachMode.WAIT);

        ExplanationRow row = explainer.explain(device, bob);

        assertThat(row.allowed()).isFalse();
        assertThat(row.code()).isEqualTo("LEASED");
        assertThat(row.reason())
                .isEqualTo("device 99-1 is in use by alice since 2026-11-22T12:00:00Z;"
                        + " this peer may wait, as number 2 in line");
        assertThat(row.holder()).isEqualTo(new ExplanationRow.Holder(alice.id().toShortString(), "alice", NOON, 1));
        assertThat(lastRule(row)).startsWith("REFUSES device 99-1 is in use by alice");
    }

    @Test
    void whoMayTakeItOver_orWaitsAlready_isToldSo() throws Exception {
        ask(alice, 1, AttachMode.NOW);
        ask(bob, 2, AttachMode.WAIT);

        assertThat(explainer.explain(device, bob).reason()).endsWith("; this peer waits as number 1 in line");
        assertThat(explainer.explain(device, chief).reason())
                .endsWith("; this peer may wait, as number 2 in line, or may take it over");
    }

    @Test
    void whoHasIt_isAllowed() throws Exception {
        ask(alice, 1, AttachMode.NOW);

        ExplanationRow row = explainer.explain(device, alice);

        assertThat(row.allowed()).isTrue();
        assertThat(lastRule(row)).isEqualTo("ALLOWS this peer has the device since 2026-11-22T12:00:00Z");
    }

    @Test
    void deviceThatHangs_isNobodysToHave() throws Exception {
        ask(alice, 1, AttachMode.NOW);
        Lease lease = leases.of(device.busId()).orElseThrow();
        executor.submit(() -> leases.hangs(lease, "device 99-1 hangs: unplug it"))
                .syncUninterruptibly();

        for (ApprovedPeer peer : List.of(alice, bob)) {
            ExplanationRow row = explainer.explain(device, peer);

            assertThat(row.allowed()).isFalse();
            assertThat(row.code()).isEqualTo("DEVICE_ERROR");
            assertThat(row.reason()).isEqualTo("device 99-1 hangs: unplug it");
        }
    }

    /** Takes what it gets. */
    private record Seeker(Leaseholder who, UsbDeviceInfo device) implements LeaseSeeker {

        @Override
        public void queued(int position, String holder) {}

        @Override
        public void refused(RefusalCode code, String detail) {}

        @Override
        public boolean turn(Lease lease) {
            return true;
        }

        @Override
        public void wanted(int waiting, String detail) {}

        @Override
        public void revoked(LeaseEnd end) {}

        @Override
        public void review() {}
    }
}
