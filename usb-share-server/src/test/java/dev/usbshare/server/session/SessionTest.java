package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.InMemoryTransport;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.quic.PathReport;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.AllowAll;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SerialEcho;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireLimits;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {

    private static final int BULK_IN = 0x81;
    private static final int BULK_OUT = 0x01;
    private static final NodeId SERVER = node(1);
    private static final NodeId ALICE = node(2);
    private static final NodeId BOB = node(3);
    private static final NodeId STRANGER = node(9);

    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final SimulatedUsbHost simulated = new SimulatedUsbHost();
    private final HeldUpUsbHost host = new HeldUpUsbHost(simulated);
    private final BusId loopback = simulated.plug(new Loopback("1"));
    private final LeaseRegistry leases = new LeaseRegistry(
            network.executor(), new SecureRandom(), network.executor().clock());
    private final Counts counts = new Counts();
    private final SessionRegistry sessions = new SessionRegistry(new SessionContext(
            host,
            new SharedDevices(host, List.of(DevicePattern.parse("1209:0005"))),
            leases,
            new ApprovedPeers(List.of(new ApprovedPeer(ALICE, "alice"), new ApprovedPeer(BOB, "bob"))),
            new AllowAll(),
            AuditLog.NOTHING,
            counts,
            counts,
            network.executor().clock(),
            "test server",
            "test 1"));
    private final InMemoryTransport server = network.node(SERVER, sessions);

    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        Arrays.fill(key, (byte) number);
        return NodeId.of(key);
    }

    @AfterEach
    void endEverything() {
        host.letGo();
        network.close();
        assertThat(leases.all()).as("devices not given back").isEmpty();
        assertThat(sessions.sessions()).isEmpty();
    }

    private TestClient dial(NodeId id) {
        var client = new TestClient(id);
        network.node(id, null)
                .dial(SERVER, server.localAddress(), client)
                .thenAccept(connection -> client.connection = connection);
        settle();
        return client;
    }

    private TestClient connect(NodeId id) {
        TestClient client = dial(id);
        client.openControl();
        settle();
        client.say(TestClient.hello());
        settle();
        return client;
    }

    private LeaseId attach(TestClient client, BusId busId) {
        client.say(new ControlMessage.Attach(1, busId));
        settle();
        return client.last(ControlMessage.Attached.class).lease();
    }

    private TestEndpoint open(TestClient client, LeaseId lease, int endpoint) {
        var stream = new TestEndpoint(endpoint);
        client.connection().openStream(StreamPriority.BULK, stream.handler());
        settle();
        stream.open(lease);
        settle();
        return stream;
    }

    private void settle() {
        network.executor().advance(Duration.ofMillis(100));
    }

    // Hello

    @Test
    void peerThatIsNotApproved_isTurnedAway_andToldItsId() {
        TestClient stranger = dial(STRANGER);

        assertThat(stranger.closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
        assertThat(stranger.closeDetail()).contains(STRANGER.toString()).contains("usb-share.peers");
        assertThat(counts.denied).isEqualTo(1);
    }

    @Test
    void noHello_closesAfterFiveSeconds() {
        TestClient client = dial(ALICE);

        network.executor().advance(Duration.ofMillis(4800));
        assertThat(client.end).isNull();
        network.executor().advance(Duration.ofMillis(400));

        assertThat(client.closeCode()).isEqualTo(CloseCode.HELLO_EXPECTED);
    }

    @Test
    void hello_inTime_stopsTheTimer() {
        TestClient client = connect(ALICE);

        network.executor().advance(Duration.ofSeconds(6));

        assertThat(client.end).isNull();
    }

    @Test
    void hello_isAnsweredWithWelcomeThenCatalog() {
        TestClient client = connect(ALICE);

        assertThat(client.heard).hasSize(2);
        assertThat(client.last(ControlMessage.Welcome.class).nodeName()).isEqualTo("test server");
        assertThat(client.last(ControlMessage.Catalog.class).devices())
                .extracting(d -> d.busId())
                .containsExactly(loopback);
        assertThat(sessions.sessions()).singleElement().satisfies(s -> {
            assertThat(s.name()).isEqualTo("alice");
            assertThat(s.nodeName()).isEqualTo("test client");
        });
    }

    @Test
    void anotherRecordBeforeHello_closes() {
        TestClient client = dial(ALICE);
        client.openControl();
        settle();

        client.say(new ControlMessage.Attach(1, loopback));
        settle();

        assertThat(client.closeCode()).isEqualTo(CloseCode.HELLO_EXPECTED);
        assertThat(client.heard).isEmpty();
    }

    @Test
    void streamBeforeHello_closes() {
        TestClient client = dial(ALICE);
        client.openControl();
        settle();
        client.sayBytes(new byte[2]);
        settle();

        var stream = new TestEndpoint(BULK_IN);
        client.connection().openStream(StreamPriority.BULK, stream.handler());
        settle();
        stream.open(new LeaseId(1, 1));
        settle();

        assertThat(client.closeCode()).isEqualTo(CloseCode.HELLO_EXPECTED);
    }

    @Test
    void versionNotInCommon_closes_namingBoth() {
        TestClient client = dial(ALICE);
        client.openControl();
        settle();

        client.say(new ControlMessage.Hello(List.of(77, 78), List.of(), "", ""));
        settle();

        assertThat(client.closeCode()).isEqualTo(CloseCode.VERSION_MISMATCH);
        assertThat(client.closeDetail()).contains("version 1", "[77, 78]");
    }

    @Test
    void secondHello_closes() {
        TestClient client = connect(ALICE);

        client.say(TestClient.hello());
        settle();

        assertThat(client.closeCode()).isEqualTo(CloseCode.UNEXPECTED);
    }

    @Test
    void malformedRecord_closes() {
        TestClient client = connect(ALICE);

        client.sayBytes(new byte[] {0, 0, 0, 1, (byte) 0xff});
        settle();

        assertThat(client.closeCode()).isEqualTo(CloseCode.MALFORMED);
        assertThat(counts.broken).isEqualTo(1);
    }

    @Test
    void recordOfUnknownKind_isAnsweredUnsupported() {
        TestClient client = connect(ALICE);
        byte[] kind = "future".getBytes(StandardCharsets.US_ASCII);
        byte[] key = "kind".getBytes(StandardCharsets.US_ASCII);
        var record = Unpooled.buffer();
        record.writeInt(3 + key.length + kind.length).writeByte(0xa1);
        record.writeByte(0x60 | key.length)
                .writeBytes(key)
                .writeByte(0x60 | kind.length)
                .writeBytes(kind);

        client.sayBytes(ByteBufUtil.getBytes(record));
        settle();

        assertThat(client.last(ControlMessage.Unsupported.class).kind()).isEqualTo("future");
        assertThat(client.end).isNull();
    }

    @Test
    void ping_isAnswered() {
        TestClient client = connect(ALICE);

        client.say(new ControlMessage.Ping(42));
        settle();

        assertThat(client.last(ControlMessage.Pong.class).request()).isEqualTo(42);
    }

    // Catalog

    @Test
    void devicesThatComeAndGo_arePushed() {
        TestClient client = connect(ALICE);

        BusId second = simulated.plug(new Loopback("2"));
        settle();
        assertThat(client.last(ControlMessage.DeviceArrived.class).device().busId())
                .isEqualTo(second);
        simulated.unplug(second);
        settle();

        assertThat(client.last(ControlMessage.DeviceLeft.class).busId()).isEqualTo(second);
    }

    @Test
    void deviceThatIsNotShared_isNeverSeen() {
        TestClient client = connect(ALICE);

        BusId serial = simulated.plug(new SerialEcho("3"));
        settle();
        client.say(new ControlMessage.Attach(5, serial));
        settle();

        assertThat(client.hasHeard(ControlMessage.DeviceArrived.class)).isFalse();
        assertThat(client.last(ControlMessage.Refused.class).code()).isEqualTo(RefusalCode.NO_SUCH_DEVICE);
        assertThat(connect(BOB).last(ControlMessage.Catalog.class).devices())
                .extracting(d -> d.busId())
                .doesNotContain(serial);
    }

    // Leases

    @Test
    void attach_grantsALease_andUrbsTravel() {
        TestClient client = connect(ALICE);
        LeaseId lease = attach(client, loopback);
        TestEndpoint in = open(client, lease, BULK_IN);
        TestEndpoint out = open(client, lease, BULK_OUT);

        in.submitIn(1, 512);
        out.submitOut(2, "ping");
        settle();

        assertThat(out.heard).containsExactly("complete 2 status 0");
        assertThat(in.heard).containsExactly("complete 1 status 0 'ping'");
        assertThat(client.last(ControlMessage.Attached.class).descriptors().activeConfiguration())
                .isEqualTo(1);
        assertThat(leases.of(loopback))
                .hasValueSatisfying(l -> assertThat(l.holder()).isEqualTo(ALICE));
    }

    @Test
    void attach_ofALeasedDevice_isRefused() {
        attach(connect(ALICE), loopback);
        TestClient bob = connect(BOB);

        bob.say(new ControlMessage.Attach(3, loopback));
        settle();

        assertThat(bob.last(ControlMessage.Refused.class))
                .satisfies(r -> assertThat(r.request()).isEqualTo(3))
                .satisfies(r -> assertThat(r.code()).isEqualTo(RefusalCode.LEASED));
    }

    @Test
    void attach_ofWhatOneHoldsAlready_isRefused() {
        TestClient client = connect(ALICE);
        attach(client, loopback);

        client.say(new ControlMessage.Attach(4, loopback));
        settle();

        assertThat(client.last(ControlMessage.Refused.class).code()).isEqualTo(RefusalCode.LEASED);
    }

    @Test
    void attach_twiceWhileTheDeviceIsBeingOpened_isGrantedOnce() {
        TestClient client = connect(ALICE);
        host.holding = true;

        client.say(new ControlMessage.Attach(4, loopback));
        client.say(new ControlMessage.Attach(5, loopback));
        settle();
        assertThat(client.last(ControlMessage.Refused.class))
                .satisfies(r -> assertThat(r.request()).isEqualTo(5))
                .satisfies(r -> assertThat(r.code()).isEqualTo(RefusalCode.LEASED));
        host.letGo();
        settle();

        assertThat(client.last(ControlMessage.Attached.class).request()).isEqualTo(4);
    }

    @Test
    void attach_thatCannotBeOpened_isRefused_andLeavesNoLease() {
        TestClient client = connect(ALICE);
        host.failure = new UsbHostException(UsbHostException.Reason.NO_PERMISSION, "open 99-1: not allowed");

        client.say(new ControlMessage.Attach(4, loopback));
        settle();

        assertThat(client.last(ControlMessage.Refused.class))
                .isEqualTo(new ControlMessage.Refused(4, RefusalCode.NO_PERMISSION, "open 99-1: not allowed"));
        assertThat(leases.all()).isEmpty();
    }

    @Test
    void moreLeasesThanAllowed_areRefused() {
        TestClient client = connect(ALICE);
        for (int i = 0; i < WireLimits.MAX_LEASES; i++) {
            BusId busId = i == 0 ? loopback : simulated.plug(new Loopback("more"));
            client.say(new ControlMessage.Attach(i, busId));
        }
        BusId oneMore = simulated.plug(new Loopback("last"));
        settle();
        assertThat(leases.all()).hasSize(WireLimits.MAX_LEASES);

        client.say(new ControlMessage.Attach(1000, oneMore));
        settle();

        assertThat(client.last(ControlMessage.Refused.class).code()).isEqualTo(RefusalCode.LIMIT);
    }

    @Test
    void detach_givesTheDeviceBack() {
        TestClient alice = connect(ALICE);
        LeaseId lease = attach(alice, loopback);
        TestEndpoint in = open(alice, lease, BULK_IN);
        in.submitIn(1, 512);
        settle();

        alice.say(new ControlMessage.Detach(9, lease));
        settle();

        assertThat(alice.last(ControlMessage.Detached.class).request()).isEqualTo(9);
        assertThat(in.heard).containsExactly("complete 1 status -108");
        assertThat(in.closed).isTrue();
        assertThat(attach(connect(BOB), loopback)).isNotNull();
        assertThat(counts.leases).isEqualTo(1);
    }

    @Test
    void detach_ofWhatOneDoesNotHold_isRefused() {
        LeaseId alices = attach(connect(ALICE), loopback);
        TestClient bob = connect(BOB);

        bob.say(new ControlMessage.Detach(9, alices));
        settle();

        assertThat(bob.last(ControlMessage.Refused.class).code()).isEqualTo(RefusalCode.NO_SUCH_LEASE);
        assertThat(leases.of(loopback)).isPresent();
    }

    @Test
    void detachThenAttachAtOnce_waitsForTheDevice() {
        TestClient client = connect(ALICE);
        LeaseId first = attach(client, loopback);

        client.say(new ControlMessage.Detach(2, first));
        client.say(new ControlMessage.Attach(3, loopback));
        settle();

        assertThat(client.last(ControlMessage.Attached.class).request()).isEqualTo(3);
        assertThat(client.last(ControlMessage.Attached.class).lease()).isNotEqualTo(first);
    }

    @Test
    void streamForAnotherSessionsLease_closesTheConnection() {
        TestClient alice = connect(ALICE);
        LeaseId alices = attach(alice, loopback);
        TestClient bob = connect(BOB);

        open(bob, alices, BULK_IN);

        assertThat(bob.closeCode()).isEqualTo(CloseCode.UNKNOWN_LEASE);
        assertThat(alice.end).isNull();
    }

    @Test
    void frameBeforeOpen_closesTheConnection() {
        TestClient alice = connect(ALICE);
        attach(alice, loopback);
        var stream = new TestEndpoint(BULK_IN);
        alice.connection().openStream(StreamPriority.BULK, stream.handler());
        settle();

        stream.submitIn(1, 8);
        settle();

        assertThat(alice.closeCode()).isEqualTo(CloseCode.UNEXPECTED);
    }

    @Test
    void unplugged_endsItsUrbsThenTheLease_andLateStreamsAreNoFault() {
        TestClient client = connect(ALICE);
        LeaseId lease = attach(client, loopback);
        TestEndpoint in = open(client, lease, BULK_IN);
        in.submitIn(1, 512);
        settle();

        simulated.unplug(loopback);
        settle();

        assertThat(in.heard).containsExactly("complete 1 status -108");
        assertThat(in.closed).isTrue();
        assertThat(client.last(ControlMessage.LeaseEnded.class).lease()).isEqualTo(lease);
        assertThat(client.last(ControlMessage.LeaseEnded.class).code()).isEqualTo(RefusalCode.DEVICE_GONE);
        assertThat(open(client, lease, BULK_OUT).closed).isTrue();
        assertThat(client.end).isNull();
    }

    // Ends

    @Test
    void connectionThatGoesSilent_givesItsDevicesBack() {
        TestClient client = connect(ALICE);
        open(client, attach(client, loopback), BULK_IN).submitIn(1, 512);
        settle();

        network.cutForever();
        network.executor().advance(Duration.ofSeconds(20));

        assertThat(leases.all()).isEmpty();
        assertThat(counts.open).isZero();
    }

    @Test
    void clientThatEndsItsControlStream_saysGoodbye() {
        TestClient client = connect(ALICE);
        attach(client, loopback);

        client.control().close();
        settle();

        assertThat(client.closeCode()).isEqualTo(CloseCode.OK);
        assertThat(leases.all()).isEmpty();
    }

    @Test
    void newerConnectionOfANode_replacesTheOlder_andGetsItsDevice() {
        TestClient older = connect(ALICE);
        LeaseId first = attach(older, loopback);
        TestClient newer = dial(ALICE);
        newer.openControl();
        settle();

        newer.say(TestClient.hello());
        newer.say(new ControlMessage.Attach(1, loopback));
        settle();

        assertThat(older.closeCode()).isEqualTo(CloseCode.REPLACED);
        assertThat(newer.last(ControlMessage.Attached.class).lease()).isNotEqualTo(first);
        assertThat(sessions.sessions()).hasSize(1);
        assertThat(counts.open).isEqualTo(1);
    }

    @Test
    void olderConnectionStays_untilTheNewerOneSaysHello() {
        TestClient older = connect(ALICE);

        dial(ALICE);

        assertThat(older.end).isNull();
    }

    @Test
    void sessionThatEndsWhileADeviceIsBeingOpened_givesItBack() {
        TestClient client = connect(ALICE);
        host.holding = true;
        client.say(new ControlMessage.Attach(1, loopback));
        settle();

        client.connection().close(CloseCode.OK, "");
        settle();
        assertThat(leases.of(loopback)).as("still being opened").isPresent();
        host.letGo();
        settle();

        assertThat(leases.all()).isEmpty();
        assertThat(attach(connect(BOB), loopback)).isNotNull();
    }

    @Test
    void stop_saysGoodbye_givesEverythingBack_andAdmitsNobody() {
        TestClient client = connect(ALICE);
        attach(client, loopback);

        var stopped = sessions.stop().toCompletableFuture();
        assertThat(stopped).isNotDone();
        settle();

        assertThat(stopped).isCompleted();
        assertThat(client.closeCode()).isEqualTo(CloseCode.SHUTTING_DOWN);
        assertThat(leases.all()).isEmpty();
        assertThat(dial(BOB).closeCode()).isEqualTo(CloseCode.SHUTTING_DOWN);
    }

    @Test
    void catalogChanges_whileTheClientDoesNotRead_areToldAtOnceAfterwards() {
        network.setProfile(LinkProfile.cable().withStreamWindowBytes(600));
        TestClient client = connect(ALICE);
        client.control().config().setAutoRead(false);
        List<BusId> plugged = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            plugged.add(simulated.plug(new Loopback("many")));
            settle();
        }
        plugged.stream().skip(1).forEach(simulated::unplug);
        settle();

        client.control().config().setAutoRead(true);
        network.executor().advance(Duration.ofSeconds(2));

        assertThat(client.last(ControlMessage.Catalog.class).devices())
                .extracting(d -> d.busId())
                .containsExactly(loopback, plugged.getFirst());
        assertThat(client.heard.stream().filter(ControlMessage.DeviceLeft.class::isInstance))
                .as("not queued one by one")
                .isEmpty();
    }

    private static final class Counts implements EngineListener, SessionListener {
        int open;
        int denied;
        int broken;
        int leases;

        @Override
        public void urbSubmitted() {}

        @Override
        public void urbCompleted(TransferType type, Direction direction, int status, int bytes, long nanos) {}

        @Override
        public void urbRefused(int status) {}

        @Override
        public void sessionOpened(NodeId peer, String name, Supplier<PathReport> path) {
            open++;
        }

        @Override
        public void sessionClosed(NodeId peer) {
            open--;
        }

        @Override
        public void peerDenied(Denial why) {
            denied++;
        }

        @Override
        public void protocolBroken() {
            broken++;
        }

        @Override
        public void leaseGranted(NodeId holder) {
            leases++;
        }

        @Override
        public void leaseEnded(NodeId holder) {
            leases--;
        }
    }
}
