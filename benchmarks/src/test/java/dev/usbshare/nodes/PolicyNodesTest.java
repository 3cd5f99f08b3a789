package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.attachment.AttachException;
import dev.usbshare.client.attachment.AttachOrder;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.firewall.Occasion;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.SettableClock;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.catalog.JdbcSharingStore;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.catalog.SharingEditor;
import dev.usbshare.server.policy.JdbcPolicyStore;
import dev.usbshare.server.policy.PolicyBook;
import dev.usbshare.server.policy.PolicyEditor;
import dev.usbshare.server.policy.PolicyForm;
import dev.usbshare.server.policy.Rule;
import dev.usbshare.service.audit.RecordingAuditLog;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.simulation.FlashDrive;
import dev.usbshare.simulation.SerialEcho;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.simulation.SourceSink;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.AttachMode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule of a policy, and sharing, between whole nodes over real QUIC: it allows, it denies, it ends what is held. */
class PolicyNodesTest {

    /** A Monday. */
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final NodeKey serverKey = NodeKey.generate();
    private final NodeKey aliceKey = NodeKey.generate();
    private final NodeKey bobKey = NodeKey.generate();
    private final SimulatedUsbHost devices = new SimulatedUsbHost();
    private final BusId serial = devices.plug(new SerialEcho("1"));
    private final BusId disk = devices.plug(FlashDrive.inMemory("2", 1 << 20));
    private final TestStore database = TestStore.inMemory("server");
    private final RecordingAuditLog audit = new RecordingAuditLog();
    private final SettableClock clock =
            SettableClock.following(InstantSource.system()).set(NOON);
    private final JdbcSharingStore sharingStore = new JdbcSharingStore(database.jdbc(), database.transactions());
    private final SharedDevices shared = new SharedDevices(devices, List.of(new DevicePattern.Any()), sharingStore);
    private final SharingEditor sharing = new SharingEditor(shared, sharingStore, audit);
    private final JdbcPolicyStore policyStore = new JdbcPolicyStore(database.jdbc(), database.transactions());
    private final PolicyBook book = new PolicyBook(policyStore, audit, shared::nickname, clock, System::nanoTime);
    private final PolicyEditor policies = new PolicyEditor(book, policyStore, audit, clock);

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @SuppressWarnings("NullAway.Init")
    private TestNode alice;

    @SuppressWarnings("NullAway.Init")
    private TestNode bob;

    @BeforeEach
    void start() throws Exception {
        var peers = List.of(mayTakeOver(aliceKey.id(), "alice"), mayTakeOver(bobKey.id(), "bob"));
        server = new TestServer(serverKey, loop -> new ApprovedPeers(peers), devices, shared, book, audit, clock, 0);
        alice = new TestNode(aliceKey, serverKey.id(), server.address());
        bob = new TestNode(bobKey, serverKey.id(), server.address());
        TestNode.await().until(() -> alice.offers(disk) && bob.offers(disk));
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        server.close();
        book.close();
        devices.close();
        database.close();
    }

    private static ApprovedPeer mayTakeOver(NodeId id, String name) {
        return new ApprovedPeer(id, name, List.of(new DevicePattern.Any()), Optional.empty(), true);
    }

    private static PolicyForm form(String devices, String... rules) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < rules.length; i += 2) {
            given.put(rules[i], rules[i + 1]);
        }
        return new PolicyForm(
                "rule",
                devices,
                given.get("peers"),
                given.get("windows"),
                given.get("maxLength"),
                given.get("warnings"),
                given.get("blockedClasses"),
                given.get("idleTimeout"),
                given.get("bytesPerSecond"),
                given.get("takeOver"),
                given.get("note"));
    }

    private void assertAllowed(TestNode client, BusId busId) throws Exception {
        client.attach(busId);
        assertThat(server.leases.of(busId)).isPresent();
    }

    private void assertRefused(TestNode client, BusId busId, AttachMode mode, String pin, String... why) {
        assertThatThrownBy(() -> TestNode.get(client.attachments.attach(client.server, busId, order(mode, pin))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AttachException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(why));
    }

    private void assertRefused(TestNode client, BusId busId, String... why) {
        assertRefused(client, busId, AttachMode.NOW, "", why);
    }

    private static AttachOrder order(AttachMode mode, String pin) {
        return new AttachOrder(mode, pin, new Occasion.ByPerson(false));
    }

    /** The device is gone at the client, free at the server, and the log says why. */
    private void assertEnds(TestNode client, String why) {
        TestNode.await().untilAsserted(() -> assertThat(client.attached()).isEmpty());
        TestNode.await().until(() -> server.leases.all().isEmpty());
        TestNode.await()
                .untilAsserted(() -> assertThat(audit.events(ServerEvent.LeaseEnded.class))
                        .last()
                        .satisfies(ended -> assertThat(ended.reason()).contains(why)));
    }

    private UsbDeviceInfo device(BusId busId) {
        return devices.devices().stream()
                .filter(d -> d.busId().equals(busId))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void everyRule_hasItsTestHere(Rule rule) {
        String prefix = rule.name().toLowerCase(Locale.ROOT).replace("_", "") + "_";

        assertThat(PolicyNodesTest.class.getDeclaredMethods())
                .filteredOn(method -> method.isAnnotationPresent(Test.class))
                .extracting(method -> method.getName().toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.startsWith(prefix));
    }

    @Test
    void peers_allowsOne_deniesTheOther_endsWhenTheyChange() throws Exception {
        policies.create(form("*", "peers", aliceKey.id().toString()), null);

        assertRefused(bob, serial, "policy rule", "not among those allowed");
        assertAllowed(alice, serial);

        policies.replace(form("*", "peers", bobKey.id().toString()));
        assertEnds(alice, "policy rule: this peer is not among those allowed");
        assertAllowed(bob, serial);
    }

    @Test
    void windows_allowWhileOneIsOpen_endWhenItCloses_denyThen() throws Exception {
        policies.create(form(serial.value(), "windows", "Mon 08:00-18:00 UTC"), null);

        assertAllowed(alice, serial);
        clock.set(Instant.parse("2026-11-23T17:59:58Z"));
        server.leases.reviewAll();
        assertEnds(alice, "policy rule: its time window closes");
        assertRefused(alice, serial, "policy rule", "opens 2026-11-30 08:00 UTC");

        clock.set(Instant.parse("2026-11-30T08:00:00Z"));
        assertAllowed(alice, serial);
        policies.replace(form(serial.value(), "windows", "Mon 20:00-22:00 UTC"));
        assertEnds(alice, "policy rule: only Mon 20:00-22:00 UTC");
    }

    @Test
    void clockThatIsSet_isFollowed_forwardAndBack() throws Exception {
        policies.create(form(serial.value(), "windows", "Mon 08:00-18:00 UTC"), null);
        assertAllowed(alice, serial);

        clock.set(Instant.parse("2026-11-23T23:00:00Z"));
        server.leases.reviewAll();
        assertEnds(alice, "policy rule: ");
        assertRefused(alice, serial, "policy rule");

        clock.set(NOON);
        assertAllowed(alice, serial);
    }

    @Test
    void blockedClasses_denyDevicesThatHaveOne_allowOthers_endWhenOneIsBlockedLater() throws Exception {
        policies.create(form("*", "blockedClasses", "08"), null);

        assertRefused(alice, disk, "policy rule", "class 08");
        assertAllowed(alice, serial);

        policies.replace(form("*", "blockedClasses", "08, 02, ff"));
        assertEnds(alice, "policy rule: devices with an interface of class");
    }

    @Test
    void maxLength_allows_andEndsWhenItIsOver() throws Exception {
        policies.create(form("*", "maxLength", "2s", "warnings", "1s"), null);

        assertAllowed(alice, serial);
        assertEnds(alice, "policy rule: at most 2s at a time");
    }

    @Test
    void pinThatComesLater_endsTheLeaseOfWhoDidNotTypeIt() throws Exception {
        assertAllowed(alice, serial);

        policies.create(form(serial.value()), "2468");

        assertEnds(alice, "policy rule: needs its PIN");
        assertRefused(alice, serial, "needs its PIN");
    }

    @Test
    void maxLength_thatIsShortened_endsWhatIsHeld() throws Exception {
        policies.create(form("*", "maxLength", "1h"), null);
        assertAllowed(alice, serial);

        policies.replace(form("*", "maxLength", "1s"));

        assertEnds(alice, "policy rule: at most 1s at a time");
    }

    @Test
    void maxLength_givesTheDeviceToWhoWaits_andItsHolderMayHaveItAgain_behindThem() throws Exception {
        policies.create(form("*", "maxLength", "3s", "warnings", "1s"), null);
        assertAllowed(alice, serial);
        var bobs = bob.attachments.attach(bob.server, serial, order(AttachMode.WAIT, ""));

        TestNode.get(bobs);
        assertThat(server.leases.of(serial))
                .hasValueSatisfying(lease -> assertThat(lease.holder()).isEqualTo(bobKey.id()));
        TestNode.await().untilAsserted(() -> assertThat(alice.attached()).isEmpty());
        TestNode.get(alice.attachments.attach(alice.server, serial, order(AttachMode.WAIT, "")));

        assertThat(server.leases.of(serial))
                .hasValueSatisfying(lease -> assertThat(lease.holder()).isEqualTo(aliceKey.id()));
    }

    @Test
    void pin_deniesWithoutAndWithAWrongOne_allowsWithTheRightOne_locksOut_peerByPeer_endsWhenItChanges()
            throws Exception {
        policies.create(form(serial.value()), "2468");

        assertRefused(alice, serial, "needs its PIN");
        for (int i = 0; i < 5; i++) {
            assertRefused(alice, serial, AttachMode.NOW, "135" + i, "PIN is wrong");
        }
        assertRefused(alice, serial, AttachMode.NOW, "2468", "too many wrong PINs");
        TestNode.get(bob.attachments.attach(bob.server, serial, order(AttachMode.NOW, "2468")));
        assertThat(server.leases.of(serial)).isPresent();

        policies.setPin("rule", "8642");
        assertEnds(bob, "policy rule: needs its PIN");
        assertRefused(bob, serial, AttachMode.NOW, "2468", "PIN is wrong");
        policies.unlock("rule", Optional.empty());
        TestNode.get(alice.attachments.attach(alice.server, serial, order(AttachMode.NOW, "8642")));
        policies.replace(form(serial.value(), "idleTimeout", "1h"));
        assertThat(alice.attached()).as("other rules, the same PIN").hasSize(1);
        assertThat(audit.events(ServerEvent.PinRefused.class)).hasSize(6);
    }

    @Test
    void idleTimeout_allows_endsWhatIsNotUsed() throws Exception {
        policies.create(form("*", "idleTimeout", "1s"), null);

        assertAllowed(alice, disk);

        assertEnds(alice, "nothing was asked of the device for 1 s");
    }

    @Test
    void bytesPerSecond_holdsWithinFivePercent_andFollowsAChange() throws Exception {
        policies.create(form("*", "bytesPerSecond", "1MB"), null);
        UsbPipes pipes = alice.attach(devices.plug(new SourceSink("3")));

        new LineRate(pipes, 1 << 20).assertWithinFivePercent();
        policies.replace(form("*", "bytesPerSecond", "3MB"));
        new LineRate(pipes, 3 << 20).assertWithinFivePercent();
    }

    @Test
    void takeOver_isDeniedToWhomThePolicyLeavesOut_andAllowedToOthers() throws Exception {
        assertAllowed(alice, serial);
        policies.create(form("*", "takeOver", aliceKey.id().toString()), null);

        assertRefused(bob, serial, AttachMode.TAKE_OVER, "", "may not take it over");
        policies.replace(form("*", "takeOver", bobKey.id().toString()));
        TestNode.get(bob.attachments.attach(bob.server, serial, order(AttachMode.TAKE_OVER, "")));

        TestNode.await().untilAsserted(() -> assertThat(alice.attached()).isEmpty());
        assertThat(server.leases.of(serial))
                .hasValueSatisfying(lease -> assertThat(lease.holder()).isEqualTo(bobKey.id()));
    }

    @Test
    void sharing_switchedOff_endsTheLease_andHidesTheDevice_untilItIsSwitchedOn() throws Exception {
        assertAllowed(alice, serial);

        sharing.share(List.of(device(serial)), false);
        assertEnds(alice, "shared");
        TestNode.await().until(() -> !alice.offers(serial) && !bob.offers(serial));

        sharing.share(List.of(device(serial)), true);
        TestNode.await().until(() -> bob.offers(serial));
        assertAllowed(bob, serial);
    }
}
