package dev.usbshare.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.quic.PeerTransport;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a client finds its way to a server and back to it, and what a person reads while it does not. */
class ReconnectTest implements RemoteListener {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final BusId STICK = new BusId("1-1");

    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final ScriptedControl control = new ScriptedControl();
    private final NodeId serverId = NodeKey.generate().id();
    private final PeerTransport transport = network.node(NodeKey.generate().id(), null);
    private final int port = network.node(serverId, control).localAddress().getPort();
    private final List<RemoteState> states = new ArrayList<>();
    private final RemoteServer server = remote(serverId);

    /** Every wait is the shortest that its attempt may have: half of 1, 2 and 4 seconds. */
    private RemoteServer remote(NodeId expected) {
        return new RemoteServer(
                new RemoteAddress("desk", expected, InetSocketAddress.createUnresolved("127.0.0.1", port)),
                new ControlMessage.Hello(List.of(WireProtocol.VERSION), List.of(), "test", "test 1"),
                transport,
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> 0L),
                this);
    }

    @AfterEach
    void close() {
        server.close();
        network.close();
    }

    private void advance(Duration duration) {
        network.executor().advance(duration);
    }

    private void connect() {
        server.start();
        advance(SOON);
        assertThat(server.state()).isEqualTo(new RemoteState.Connected("desk", "test 1"));
    }

    private List<RemoteState.Waiting> waits() {
        return states.stream()
                .filter(RemoteState.Waiting.class::isInstance)
                .map(RemoteState.Waiting.class::cast)
                .toList();
    }

    private void assertWaits(String reason) {
        assertThat(waits()).isNotEmpty();
        assertThat(waits().getFirst().reason()).contains(reason);
        assertThat(server.catalog()).isEmpty();
    }

    private static UsbDeviceInfo device(String busId) {
        return new UsbDeviceInfo(
                new BusId(busId), 1, 2, UsbSpeed.HIGH, 1, 2, 0, new ClassCode(0, 0, 0), List.of(), "", "", "");
    }

    @Test
    void unreachable_isDialledAgain_afterWaitsThatGrowToTheLongest() {
        network.cutForever();

        server.start();
        advance(MINUTE);

        assertWaits("no answer from");
        assertThat(waits())
                .extracting(wait -> wait.retryIn().toMillis())
                .startsWith(500L, 1000L, 2000L, 2000L)
                .allMatch(millis -> millis <= 2000);
        assertThat(states)
                .contains(new RemoteState.Connecting(1), new RemoteState.Connecting(2), new RemoteState.Connecting(3));
    }

    @Test
    void waits_startOver_afterAWelcome() {
        network.cutForever();
        server.start();
        advance(MINUTE);
        network.restore();
        advance(MINUTE);
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);

        control.hangUp(CloseCode.SHUTTING_DOWN);
        advance(SOON);

        assertThat(server.state()).isEqualTo(new RemoteState.Waiting("the server is stopping", Duration.ofMillis(500)));
    }

    @Test
    void lostPath_emptiesTheCatalog_andTheNextConnectionBringsTheNewOne() {
        control.devices.add(device("1-1"));
        connect();
        assertThat(server.catalog()).containsExactly(device("1-1"));
        network.cutForever();

        advance(Duration.ofSeconds(25));
        assertWaits("nothing heard from the server");

        control.devices.clear();
        control.devices.add(device("1-2"));
        network.restore();
        advance(MINUTE);
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
        assertThat(server.catalog()).containsExactly(device("1-2"));
    }

    @ParameterizedTest
    @CsvSource({
        "PEER_NOT_APPROVED, usb-share-client --node-id",
        "VERSION_MISMATCH, no protocol version in common (ours: [1]): update the older side",
        "SHUTTING_DOWN, the server is stopping",
        "REPLACED, another connection with this client's key",
        "LIMIT_EXCEEDED, closed by the server: LIMIT_EXCEEDED",
    })
    void refusedConnection_saysWhyAndWhatToDo(CloseCode code, String text) {
        control.refusal = Optional.of(code);

        server.start();
        advance(SOON);

        assertWaits(text);
    }

    @Test
    void refusedConnection_isTriedAgain() {
        control.refusal = Optional.of(CloseCode.PEER_NOT_APPROVED);
        server.start();
        advance(SOON);

        control.refusal = Optional.empty();
        advance(MINUTE);

        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    @Test
    void otherNodeAtTheAddress_isNotSpokenTo() {
        NodeId expected = NodeKey.generate().id();
        RemoteServer other = remote(expected);

        other.start();
        advance(SOON);

        assertWaits("is node " + serverId.toShortString() + ", not " + expected.toShortString());
        assertThat(control.heard).isEmpty();
        other.close();
    }

    @Test
    void welcomeWithAVersionThatWasNotOffered_endsTheConnection() {
        control.greeting = Optional.of(new ControlMessage.Welcome(9, List.of(), "desk", "test 9"));

        server.start();
        advance(SOON);

        assertWaits("version 9 was not offered");
        assertThat(control.ends)
                .first()
                .isInstanceOfSatisfying(
                        CloseReason.ByPeer.class, end -> assertThat(end.code()).isEqualTo(CloseCode.VERSION_MISMATCH));
    }

    @Test
    void noWelcome_endsTheConnectionAfterAWhile() {
        control.greeting = Optional.empty();

        server.start();
        advance(Duration.ofSeconds(6));
        assertThat(waits()).isEmpty();
        advance(Duration.ofSeconds(2));

        assertWaits("no Welcome came");
    }

    @Test
    void recordBeforeWelcome_endsTheConnection() {
        control.greeting = Optional.of(new ControlMessage.Catalog(List.of(device("1-1"))));

        server.start();
        advance(SOON);

        assertWaits("a record before Welcome");
    }

    @Test
    void secondWelcome_endsTheConnection() {
        connect();

        control.say(control.greeting.orElseThrow());
        advance(SOON);

        assertWaits("a second Welcome");
    }

    @Test
    void answerToNothing_endsTheConnection() {
        connect();

        control.say(new ControlMessage.Detached(99));
        advance(SOON);

        assertWaits("an answer to a request that was not made");
    }

    @Test
    void close_whileDialling_leavesNoConnectionBehind() {
        server.start();
        server.close();

        advance(MINUTE);

        assertThat(server.state()).isEqualTo(new RemoteState.Closed());
        assertThat(control.heard).isEmpty();
        assertThat(control.ends).hasSize(control.connections);
    }

    @Test
    void close_whileWaiting_dialsNoMore() {
        network.cutForever();
        server.start();
        advance(Duration.ofSeconds(5));
        assertThat(server.state()).isInstanceOf(RemoteState.Waiting.class);

        server.close();
        network.restore();
        advance(MINUTE);

        assertThat(control.connections).isZero();
        assertThat(states.getLast()).isEqualTo(new RemoteState.Closed());
    }

    @Test
    void close_whileConnected_tellsTheServer() {
        connect();

        server.close();
        advance(MINUTE);

        assertThat(control.ends).containsExactly(new CloseReason.ByPeer(CloseCode.OK, "client is done"));
        assertThat(control.connections).isEqualTo(1);
    }

    @Test
    void attach_whileNotConnected_fails() {
        assertFails(
                server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {})
                        .toCompletableFuture(),
                "not connected to desk");
    }

    @Test
    void attach_whenTheConnectionEnds_failsWithTheReason() {
        connect();
        var asked = server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {})
                .toCompletableFuture();
        advance(SOON);

        control.hangUp(CloseCode.SHUTTING_DOWN);
        advance(SOON);

        assertFails(asked, "connection ended: the server is stopping");
    }

    @ParameterizedTest
    @CsvSource({"LEASED, bob has it since 9:00, bob has it since 9:00", "NO_SUCH_DEVICE, '', NO_SUCH_DEVICE"})
    void attach_refused_failsWithTheServersWordsOrItsCode(RefusalCode code, String detail, String text) {
        control.onAttach = attach -> Optional.of(new ControlMessage.Refused(attach.request(), code, detail));
        connect();

        var asked = server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {})
                .toCompletableFuture();
        advance(SOON);

        assertFails(asked, text);
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    private static void assertFails(CompletableFuture<?> stage, String text) {
        assertThat(stage).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining(text);
    }

    @Override
    public void stateChanged(RemoteServer from, RemoteState state) {
        states.add(state);
    }

    @Override
    public void catalogChanged(RemoteServer from) {
        // Read from the server.
    }

    @Override
    public void leaseEnded(RemoteServer from, LeaseId lease, RefusalCode code, String detail) {
        // Not of interest here.
    }
}
