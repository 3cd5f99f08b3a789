package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.capture.Captures;
import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.InMemoryTransport;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A server's sessions on a network of virtual time, with one loopback device that several peers want. */
public final class SessionRig implements AutoCloseable {

    static final NodeId SERVER = node(1);
    static final NodeId ALICE = node(2);
    static final NodeId BOB = node(3);
    static final NodeId CAROL = node(4);
    /** May take devices over. */
    static final NodeId CHIEF = node(5);

    final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    final SimulatedUsbHost simulated = new SimulatedUsbHost();
    final HeldUpUsbHost host = new HeldUpUsbHost(simulated);
    final BusId device = simulated.plug(new Loopback("1"));
    final LeaseRegistry leases = new LeaseRegistry(
            network.executor(), new SecureRandom(), network.executor().clock());
    final ScriptedPolicies policies = new ScriptedPolicies();
    final RecordingAudit audit = new RecordingAudit();
    final SharedDevices catalog = new SharedDevices(host, List.of(DevicePattern.parse("1209:0005")));
    final SessionRegistry sessions;
    private final InMemoryTransport server;

    public SessionRig() {
        this(0);
    }

    /** @param deviceBytesPerSecond 0 for no limit */
    SessionRig(long deviceBytesPerSecond) {
        var peers = List.of(
                new ApprovedPeer(ALICE, "alice"),
                new ApprovedPeer(BOB, "bob"),
                new ApprovedPeer(CAROL, "carol"),
                new ApprovedPeer(CHIEF, "chief", List.of(new DevicePattern.Any()), Optional.empty(), true));
        sessions = new SessionRegistry(new SessionContext(
                host,
                catalog,
                leases,
                new ApprovedPeers(peers),
                policies,
                audit,
                EngineListener.UNHEARD,
                SessionListener.UNHEARD,
                network.executor().clock(),
                "test server",
                "test 1",
                new BandwidthLimits(network.executor(), 0, 0, deviceBytesPerSecond),
                new Captures(Clock.systemUTC())));
        server = network.node(SERVER, sessions);
    }

    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        Arrays.fill(key, (byte) number);
        return NodeId.of(key);
    }

    TestClient connect(NodeId id) {
        var client = new TestClient(id);
        network.node(id, null)
                .dial(SERVER, server.localAddress(), client)
                .thenAccept(connection -> client.connection = connection);
        settle();
        client.openControl();
        settle();
        client.say(TestClient.hello());
        settle();
        return client;
    }

    /** Has a device that is free. */
    LeaseId attach(TestClient client) {
        ask(client, 1, AttachMode.NOW);
        return client.last(ControlMessage.Attached.class).lease();
    }

    void ask(TestClient client, int request, AttachMode mode) {
        client.say(new ControlMessage.Attach(request, device, mode, ""));
        settle();
    }

    TestEndpoint open(TestClient client, LeaseId lease, int endpoint) {
        var stream = new TestEndpoint(endpoint);
        client.connection().openStream(StreamPriority.BULK, stream.handler());
        settle();
        stream.open(lease);
        settle();
        return stream;
    }

    /** A device whose opening hangs: a client asks for it and does not get it. */
    public void deviceHangs() {
        host.holding = true;
        ask(connect(ALICE), 1, AttachMode.NOW);
        pass(HangWatch.OPENING);
    }

    /** It comes back after all. */
    public void deviceComesBack() {
        host.letGo();
        settle();
    }

    public UsbHost host() {
        return host;
    }

    public SharedDevices catalog() {
        return catalog;
    }

    public LeaseRegistry leases() {
        return leases;
    }

    void settle() {
        pass(Duration.ofMillis(100));
    }

    void pass(Duration time) {
        network.executor().advance(time);
    }

    static RefusalCode refusal(TestClient client) {
        return client.last(ControlMessage.Refused.class).code();
    }

    static RefusalCode end(TestClient client) {
        return client.last(ControlMessage.LeaseEnded.class).code();
    }

    /** Ends everything; nothing may be left. */
    @Override
    public void close() {
        host.letGo();
        audit.letGo();
        policies.letGo();
        network.close();
        pass(Duration.ofSeconds(1));
        assertThat(leases.all()).as("devices not given back").isEmpty();
        assertThat(leases.waiting()).as("still in line").isZero();
        assertThat(sessions.sessions()).isEmpty();
        simulated.close();
    }
}
