package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.InMemoryTransport;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.catalog.JdbcSharingStore;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.catalog.SharingEditor;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.AllowAll;
import dev.usbshare.service.audit.RecordingAuditLog;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.RefusalCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connected peer sees of what people share, at once. */
class CatalogViewTest {

    private static final NodeId ALICE = node(2);
    private static final NodeId BOB = node(3);

    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final SimulatedUsbHost host = new SimulatedUsbHost();
    private final BusId first = host.plug(new Loopback("1"));
    private final BusId second = host.plug(new Loopback("2"));
    private final TestStore database = TestStore.inMemory("server");
    private final JdbcSharingStore store = new JdbcSharingStore(database.jdbc(), database.transactions());
    private final SharedDevices shared = new SharedDevices(host, List.of(new DevicePattern.Any()), store);
    private final SharingEditor editor = new SharingEditor(shared, store, new RecordingAuditLog());
    private final LeaseRegistry leases = new LeaseRegistry(
            network.executor(), new SecureRandom(), network.executor().clock());
    private final SessionRegistry sessions = new SessionRegistry(new SessionContext(
            host,
            shared,
            leases,
            new ApprovedPeers(List.of(
                    new ApprovedPeer(ALICE, "alice"),
                    new ApprovedPeer(
                            BOB, "bob", List.of(DevicePattern.parse(first.value())), Optional.empty(), false))),
            new AllowAll(),
            new RecordingAuditLog(),
            EngineListener.UNHEARD,
            SessionListener.UNHEARD,
            network.executor().clock(),
            "test server",
            "test 1"));
    private final InMemoryTransport server = network.node(node(1), sessions);

    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        Arrays.fill(key, (byte) number);
        return NodeId.of(key);
    }

    @AfterEach
    void close() {
        network.close();
        host.close();
        database.close();
    }

    private TestClient connect(NodeId id) {
        var client = new TestClient(id);
        network.node(id, null)
                .dial(node(1), server.localAddress(), client)
                .thenAccept(connection -> client.connection = connection);
        settle();
        client.openControl();
        settle();
        client.say(TestClient.hello());
        settle();
        return client;
    }

    private void settle() {
        network.executor().advance(Duration.ofMillis(100));
    }

    private UsbDeviceInfo device(BusId busId) {
        return host.devices().stream()
                .filter(d -> d.busId().equals(busId))
                .findFirst()
                .orElseThrow();
    }

    private static List<BusId> shown(TestClient client) {
        return client.last(ControlMessage.Catalog.class).devices().stream()
                .map(UsbDeviceInfo::busId)
                .toList();
    }

    @Test
    void peer_seesWhatItWasGranted_andTheRestDoesNotExist() {
        TestClient alice = connect(ALICE);
        TestClient bob = connect(BOB);
        assertThat(shown(alice)).containsExactly(first, second);
        assertThat(shown(bob)).containsExactly(first);

        bob.say(new ControlMessage.Attach(1, second));
        bob.say(new ControlMessage.Attach(2, new BusId("7-7")));
        settle();

        List<ControlMessage.Refused> refused = bob.heard.stream()
                .filter(ControlMessage.Refused.class::isInstance)
                .map(ControlMessage.Refused.class::cast)
                .toList();
        assertThat(refused).extracting(ControlMessage.Refused::code).containsOnly(RefusalCode.NO_SUCH_DEVICE);
        assertThat(refused.get(0).detail().replace(second.value(), "X"))
                .as("hidden and missing devices are told alike")
                .isEqualTo(refused.get(1).detail().replace("7-7", "X"));
    }

    @Test
    void unshareAndShare_arePushedAtOnce_toThoseWhoMaySeeIt() throws Exception {
        TestClient alice = connect(ALICE);
        TestClient bob = connect(BOB);
        int bobHeard = bob.heard.size();

        editor.share(List.of(device(second)), false);
        settle();
        assertThat(alice.last(ControlMessage.DeviceLeft.class).busId()).isEqualTo(second);
        editor.share(List.of(device(second)), true);
        settle();

        assertThat(alice.last(ControlMessage.DeviceArrived.class).device().busId())
                .isEqualTo(second);
        assertThat(bob.heard).hasSize(bobHeard);
    }

    @Test
    void unsharingALeasedDevice_endsItsLease() throws Exception {
        TestClient alice = connect(ALICE);
        alice.say(new ControlMessage.Attach(1, second));
        settle();
        assertThat(alice.hasHeard(ControlMessage.Attached.class)).isTrue();

        editor.share(List.of(device(second)), false);
        settle();

        assertThat(alice.last(ControlMessage.LeaseEnded.class).code()).isEqualTo(RefusalCode.WITHDRAWN);
        assertThat(leases.all()).isEmpty();
    }

    @Test
    void nickname_isPushed_andTakenBack_andToldToWhoComesLater() throws Exception {
        TestClient alice = connect(ALICE);
        assertThat(alice.hasHeard(ControlMessage.DeviceStatus.class)).isFalse();

        editor.nickname(device(first), "scanner");
        settle();
        assertThat(alice.last(ControlMessage.DeviceStatus.class))
                .isEqualTo(new ControlMessage.DeviceStatus(first, "scanner", ""));
        assertThat(connect(BOB).last(ControlMessage.DeviceStatus.class).nickname())
                .isEqualTo("scanner");
        editor.nickname(device(first), "");
        settle();

        assertThat(alice.last(ControlMessage.DeviceStatus.class))
                .isEqualTo(new ControlMessage.DeviceStatus(first, "", ""));
    }

    @Test
    void holder_isPushed_andTakenBack() {
        TestClient alice = connect(ALICE);
        TestClient bob = connect(BOB);

        alice.say(new ControlMessage.Attach(1, first));
        settle();
        assertThat(bob.last(ControlMessage.DeviceStatus.class))
                .isEqualTo(new ControlMessage.DeviceStatus(first, "", "alice"));
        alice.say(new ControlMessage.Detach(
                2, alice.last(ControlMessage.Attached.class).lease()));
        settle();

        assertThat(bob.last(ControlMessage.DeviceStatus.class))
                .isEqualTo(new ControlMessage.DeviceStatus(first, "", ""));
    }

    @Test
    void deviceThatIsPluggedAnew_isToldAsLeftAndArrived() {
        TestClient alice = connect(ALICE);
        int before = alice.heard.size();

        host.unplug(second);
        BusId again = host.plug(new Loopback("3"));
        settle();

        assertThat(alice.heard.subList(before, alice.heard.size()))
                .extracting(m -> m.getClass().getSimpleName())
                .containsExactly("DeviceLeft", "DeviceArrived");
        assertThat(alice.last(ControlMessage.DeviceArrived.class).device().busId())
                .isEqualTo(again);
    }
}
