package dev.usbshare.client.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.firewall.DeviceGate;
import dev.usbshare.client.firewall.Offer;
import dev.usbshare.client.remote.Backoff;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.client.remote.ScriptedControl;
import dev.usbshare.client.vhci.inprocess.TestDescriptors;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.service.audit.RecordingAuditLog;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.WireProtocol;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** One server with one device, 1-1, which it leases to whoever asks; the attachments of a client of it. */
final class AttachmentsFixture implements AutoCloseable {

    static final BusId STICK = new BusId("1-1");
    static final Duration SOON = Duration.ofMillis(100);

    final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    final ScriptedControl control = new ScriptedControl();
    final HesitantVhci vhci = new HesitantVhci(network.executor());
    final RecordingAuditLog audit = new RecordingAuditLog();
    final Attachments attachments;
    final RemoteServer server;
    private int leases;

    /** What the next admissions end with; lets everything in at first. */
    CompletionStage<Void> admission = CompletableFuture.completedStage(null);

    private final DeviceGate gate = (offer, occasion) -> admission;

    /** Every wait is the shortest that its attempt may have: half of 1, 2 and 4 seconds. */
    AttachmentsFixture(String... rules) {
        var serverId = NodeKey.generate().id();
        int port = network.node(serverId, control).localAddress().getPort();
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> 0L);
        attachments = new Attachments(
                network.executor(),
                vhci,
                gate,
                audit,
                Stream.of(rules)
                        .map(rule -> new AttachRule(null, DevicePattern.parse(rule)))
                        .toList(),
                backoff,
                new Captures(Clock.systemUTC()),
                AttachmentListener.UNHEARD);
        server = new RemoteServer(
                new RemoteAddress("desk", serverId, InetSocketAddress.createUnresolved("127.0.0.1", port)),
                new ControlMessage.Hello(List.of(WireProtocol.VERSION), List.of(), "test", "test 1"),
                network.node(NodeKey.generate().id(), null),
                backoff,
                attachments);
        control.devices.add(device());
        control.onAttach = attach -> Optional.of(granted(attach));
    }

    static UsbDeviceInfo device() {
        return new UsbDeviceInfo(
                STICK, 1, 2, UsbSpeed.HIGH, 0x1234, 0x4321, 0, new ClassCode(255, 0, 0), List.of(), "", "", "");
    }

    /** Lists one device and leases another. */
    static Offer offerThatContradictsItself() {
        UsbDeviceInfo other = new UsbDeviceInfo(
                STICK, 1, 2, UsbSpeed.HIGH, 0x1111, 0x4321, 0, new ClassCode(255, 0, 0), List.of(), "", "", "");
        return new Offer(NodeKey.generate().id(), "desk", device(), other, TestDescriptors.set());
    }

    ControlMessage.Attached granted(ControlMessage.Attach attach) {
        return new ControlMessage.Attached(attach.request(), new LeaseId(1, ++leases), device(), TestDescriptors.set());
    }

    /** The lease that was granted last. */
    LeaseId lease() {
        return new LeaseId(1, leases);
    }

    AttachmentsFixture connect() {
        server.start();
        advance(SOON);
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
        return this;
    }

    /** The network is whole again. */
    void connectAgain() {
        advance(Duration.ofSeconds(10));
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    void advance(Duration duration) {
        network.executor().advance(duration);
    }

    CompletableFuture<AttachmentView> attach(BusId busId) {
        var view = attachments.attach(server, busId).toCompletableFuture();
        advance(SOON);
        return view;
    }

    CompletableFuture<Void> detach(int id) {
        var done = attachments.detach(id).toCompletableFuture();
        advance(SOON);
        return done;
    }

    List<AttachmentView> list() {
        var list = attachments.list().toCompletableFuture();
        network.executor().runUntilIdle();
        return list.join();
    }

    /** The port of the only attachment. */
    int port() {
        assertThat(list()).hasSize(1);
        return ((AttachmentState.Attached) list().getFirst().state()).port();
    }

    List<LeaseId> leasesGivenBack() {
        return control.heard(ControlMessage.Detach.class).stream()
                .map(ControlMessage.Detach::lease)
                .toList();
    }

    int timesAsked() {
        return control.heard(ControlMessage.Attach.class).size();
    }

    void assertNothingAttached() {
        assertThat(list()).isEmpty();
        assertThat(attachments.attachedCount()).isZero();
        assertThat(vhci.holds(0)).isFalse();
    }

    static void assertFails(CompletableFuture<?> stage, String text) {
        assertThat(stage).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining(text);
    }

    @Override
    public void close() {
        attachments.stop();
        advance(SOON);
        server.close();
        advance(Duration.ofSeconds(10));
        network.close();
    }
}
