package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.attachment.AttachOrder;
import dev.usbshare.client.attachment.AttachmentState;
import dev.usbshare.client.attachment.AttachmentView;
import dev.usbshare.client.driver.BulkDriver;
import dev.usbshare.client.driver.UrbResult;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.catalog.DeviceSetting;
import dev.usbshare.server.catalog.SharingEditor;
import dev.usbshare.server.catalog.SharingStore;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.simulation.SourceSink;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases between whole nodes over real QUIC: waited for, taken over, bound, withdrawn. */
class LeaseNodesTest {

    private static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(30);

    private final NodeKey serverKey = NodeKey.generate();
    private final NodeKey aliceKey = NodeKey.generate();
    private final NodeKey bobKey = NodeKey.generate();
    private final SimulatedUsbHost devices = new SimulatedUsbHost();
    private final SimpleRules rules = new SimpleRules();
    private final BusId device = devices.plug(new Loopback("1"));

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @SuppressWarnings("NullAway.Init")
    private TestNode alice;

    @SuppressWarnings("NullAway.Init")
    private TestNode bob;

    /** Bob may take devices over, alice may not. */
    @BeforeEach
    void start() throws Exception {
        var approved = List.of(
                new ApprovedPeer(aliceKey.id(), "alice"),
                new ApprovedPeer(bobKey.id(), "bob", List.of(new DevicePattern.Any()), Optional.empty(), true));
        server = new TestServer(serverKey, approved, devices, rules, AuditLog.NOTHING, 0);
        alice = new TestNode(aliceKey, serverKey.id(), server.address());
        bob = new TestNode(bobKey, serverKey.id(), server.address());
        TestNode.await().until(() -> alice.offers(device) && bob.offers(device));
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        server.close();
        devices.close();
    }

    private CompletionStage<AttachmentView> ask(TestNode client, AttachMode mode) {
        return client.attachments.attach(
                client.server, device, new AttachOrder(mode, "", AttachOrder.PLAIN.occasion()));
    }

    private static Optional<AttachmentState> state(TestNode client) throws Exception {
        return TestNode.get(client.attachments.list()).stream()
                .map(AttachmentView::state)
                .findFirst();
    }

    private static String notice(TestNode client) throws Exception {
        return TestNode.get(client.attachments.list()).stream()
                .map(AttachmentView::notice)
                .findFirst()
                .orElse("");
    }

    private static void awaitGone(TestNode client) {
        TestNode.await().untilAsserted(() -> assertThat(client.attached()).isEmpty());
    }

    private void awaitFree() {
        TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
    }

    private static LeaseTerms until(Instant end, String why) {
        return new LeaseTerms(Optional.of(end), why, List.of(Duration.ofSeconds(60)), Optional.empty(), 0, false);
    }

    @Test
    void queue_tellsBothSides_andGrantsWhenTheHolderDetaches() throws Exception {
        AttachmentView held = TestNode.get(ask(alice, AttachMode.NOW));

        var waiting = ask(bob, AttachMode.WAIT);
        TestNode.await().untilAsserted(() -> assertThat(state(bob)).contains(new AttachmentState.Queued(1, "alice")));
        TestNode.await().untilAsserted(() -> assertThat(notice(alice)).contains("bob waits for device 99-1"));
        TestNode.get(alice.attachments.detach(held.id()));

        assertThat(TestNode.get(waiting).state()).isInstanceOf(AttachmentState.Attached.class);
        assertThat(server.leases.of(device).map(Lease::holderName)).contains("bob");
    }

    @Test
    void queuedClientThatGivesUp_leavesTheLine() throws Exception {
        TestNode.get(ask(alice, AttachMode.NOW));
        ask(bob, AttachMode.WAIT);
        TestNode.await().until(() -> server.leases.waiting() == 1);

        TestNode.get(bob.attachments.detach(
                TestNode.get(bob.attachments.list()).getFirst().id()));

        TestNode.await().until(() -> server.leases.waiting() == 0);
        assertThat(alice.attached()).hasSize(1);
    }

    @Test
    void leasedDevice_isRefusedSayingWhoHasIt() throws Exception {
        TestNode.get(ask(alice, AttachMode.NOW));

        assertThatThrownBy(() -> TestNode.get(ask(bob, AttachMode.NOW))).hasMessageContaining("in use by alice since");
    }

    @Test
    void takeover_byRight_endsTheHoldersUrbs_andItsAttachment() throws Exception {
        UsbPipes pipes = alice.pipes(TestNode.get(ask(alice, AttachMode.NOW)));
        CompletableFuture<UrbResult> waiting = pipes.in(new EndpointAddress(0x81), 512, 0);

        assertThat(TestNode.get(ask(bob, AttachMode.TAKE_OVER)).state()).isInstanceOf(AttachmentState.Attached.class);

        assertThat(TestNode.get(waiting).status()).isIn(UrbStatus.ESHUTDOWN, UrbStatus.ENODEV);
        awaitGone(alice);
        assertThat(server.leases.of(device).map(Lease::holderName)).contains("bob");
    }

    @Test
    void takeover_withoutTheRight_isRefused() throws Exception {
        TestNode.get(ask(bob, AttachMode.NOW));

        assertThatThrownBy(() -> TestNode.get(ask(alice, AttachMode.TAKE_OVER)))
                .hasMessageContaining("you may not take it over");
        assertThat(bob.attached()).hasSize(1);
    }

    @Test
    void longestTime_isWarnedOf_andEndsTheLease() throws Exception {
        rules.bind(since -> until(since.plusSeconds(4), "at most 4 s"));

        TestNode.get(ask(alice, AttachMode.NOW));
        TestNode.await().untilAsserted(() -> assertThat(notice(alice)).contains("ends in ", "at most 4 s"));

        awaitGone(alice);
        awaitFree();
    }

    @Test
    void windowThatCloses_endsTheLease_andRefusesTheNext() throws Exception {
        Instant closes = Instant.now().plusSeconds(4);
        rules.set(since -> Instant.now().isBefore(closes)
                ? new PolicyDecision.Allowed(until(closes, "the window closes"))
                : new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "outside of the window"));
        TestNode.get(ask(alice, AttachMode.NOW));

        awaitGone(alice);
        awaitFree();

        assertThatThrownBy(() -> TestNode.get(ask(alice, AttachMode.NOW)))
                .hasMessageContaining("outside of the window");
    }

    @Test
    void idleLease_ends_andOneInUseDoesNot() throws Exception {
        rules.bind(
                since -> new LeaseTerms(Optional.empty(), "", List.of(), Optional.of(Duration.ofSeconds(3)), 0, false));
        UsbPipes pipes = alice.pipes(TestNode.get(ask(alice, AttachMode.NOW)));
        Instant began = Instant.now();
        while (Instant.now().isBefore(began.plusSeconds(5))) {
            // Each waits for the other, so that the loop is as slow as the devices.
            TestNode.get(pipes.out(new EndpointAddress(0x01), new byte[64], 0));
            TestNode.get(pipes.in(new EndpointAddress(0x81), 64, 0));
        }
        assertThat(alice.attached()).as("in use").hasSize(1);

        awaitGone(alice);
        awaitFree();
    }

    @Test
    void rulesThatChangeAgainstTheHolder_endTheLease() throws Exception {
        TestNode.get(ask(alice, AttachMode.NOW));

        rules.set(since -> new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "not for alice any more"));

        awaitGone(alice);
        awaitFree();
    }

    @Test
    void withdrawal_endsTheLease_andTheNextInLineGetsTheDevice() throws Exception {
        TestNode.get(ask(alice, AttachMode.NOW));
        var waiting = ask(bob, AttachMode.WAIT);
        TestNode.await().until(() -> server.leases.waiting() == 1);

        TestNode.get(new LeaseDesk(server.leases).withdraw(device.value()));

        assertThat(TestNode.get(waiting).state()).isInstanceOf(AttachmentState.Attached.class);
        awaitGone(alice);
    }

    @Test
    void deviceThatIsNotSharedAnyMore_endsTheLease_andTheLine() throws Exception {
        TestNode.get(ask(alice, AttachMode.NOW));
        var waiting = ask(bob, AttachMode.WAIT);
        TestNode.await().until(() -> server.leases.waiting() == 1);

        new SharingEditor(server.devices, new Forgetful(), AuditLog.NOTHING).share(devices.devices(), false);

        awaitGone(alice);
        awaitFree();
        assertThatThrownBy(() -> TestNode.get(waiting)).hasMessageContaining("not shared any more");
        TestNode.await().until(() -> !alice.offers(device));
    }

    @Test
    void rateLimit_holds_andEndsWhenItIsLifted() throws Exception {
        long rate = 500_000;
        BusId source = devices.plug(new SourceSink("2"));
        TestNode.await().until(() -> alice.offers(source));
        rules.bind(since -> new LeaseTerms(Optional.empty(), "", List.of(), Optional.empty(), rate, false));
        var driver = new BulkDriver(alice.attach(source), TRANSFER_TIMEOUT);

        long limited = nanosOf(driver, 4 * rate);
        rules.bind(since -> LeaseTerms.UNBOUND);
        long free = nanosOf(driver, 4 * rate);

        // The upper bound is for machines that have more to do; BandwidthTest has the tight ones.
        assertThat(Duration.ofNanos(limited)).isBetween(Duration.ofMillis(3_600), Duration.ofSeconds(30));
        assertThat(free).isLessThan(limited / 2);
    }

    private static long nanosOf(BulkDriver driver, long bytes) throws Exception {
        driver.restart();
        long began = System.nanoTime();
        driver.readPattern(bytes, 16_384, 4);
        return System.nanoTime() - began;
    }

    /** Keeps nothing. */
    private static final class Forgetful implements SharingStore {
        @Override
        public List<DeviceSetting> settings() {
            return List.of();
        }

        @Override
        public List<DevicePattern> filters() {
            return List.of();
        }

        @Override
        public boolean autoShare() {
            return false;
        }

        @Override
        public void keep(Collection<DeviceSetting> changed, boolean autoShare) {}

        @Override
        public void keepFilters(List<DevicePattern> filters) {}
    }
}
