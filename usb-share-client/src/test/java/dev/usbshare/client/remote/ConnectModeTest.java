package dev.usbshare.client.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which servers are dialled unasked, and what a person's word changes about it. */
class ConnectModeTest implements RemoteListener {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RemoteState CONNECTED = new RemoteState.Connected("desk", "test 1");

    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final ScriptedControl control = new ScriptedControl();
    private final NodeId serverId = NodeKey.generate().id();
    private final InetSocketAddress here = InetSocketAddress.createUnresolved(
            "127.0.0.1", network.node(serverId, control).localAddress().getPort());
    private final RemoteServer server = remote(here);

    private RemoteServer remote(InetSocketAddress... addresses) {
        return new RemoteServer(
                new RemoteAddress("desk", serverId, List.of(addresses), List.of()),
                new ControlMessage.Hello(List.of(WireProtocol.VERSION), List.of(), "test", "test 1"),
                network.node(NodeKey.generate().id(), null),
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> 0L),
                this);
    }

    @AfterEach
    void close() {
        server.close();
        network.close();
    }

    private void start(ConnectMode mode) {
        server.setMode(mode);
        server.start();
        advance(SOON);
    }

    private void advance(Duration duration) {
        network.executor().advance(duration);
    }

    @Test
    void manual_isNotDialled_untilAPersonSaysSo() {
        start(ConnectMode.MANUAL);
        advance(MINUTE);
        assertThat(server.state()).isEqualTo(new RemoteState.Disconnected(""));
        assertThat(control.connections).isZero();

        server.connect();
        advance(SOON);

        assertThat(server.state()).isEqualTo(CONNECTED);
    }

    @Test
    void manual_isNotDialledAgain_whenTheConnectionEnds() {
        start(ConnectMode.MANUAL);
        server.connect();
        advance(SOON);

        control.hangUp(CloseCode.SHUTTING_DOWN);
        advance(MINUTE);

        assertThat(server.state()).isEqualTo(new RemoteState.Disconnected("the server is stopping"));
        assertThat(control.connections).isEqualTo(1);
    }

    @Test
    void manual_triesEveryAddressAtOnce_andOnce() {
        var nowhere = InetSocketAddress.createUnresolved("127.0.0.1", 1);
        RemoteServer movable = remote(nowhere, here);
        movable.setMode(ConnectMode.MANUAL);
        movable.start();
        movable.connect();
        advance(MINUTE);
        assertThat(movable.state()).isEqualTo(CONNECTED);
        movable.close();

        RemoteServer gone = remote(nowhere, nowhere);
        gone.setMode(ConnectMode.MANUAL);
        gone.start();
        gone.connect();
        advance(MINUTE);

        assertThat(gone.state())
                .isInstanceOfSatisfying(
                        RemoteState.Disconnected.class,
                        state -> assertThat(state.reason()).contains("no answer from"));
    }

    @Test
    void disconnected_staysSo_evenIfItsModeIsAuto_untilAPersonConnects() {
        start(ConnectMode.AUTO);
        assertThat(server.state()).isEqualTo(CONNECTED);

        server.disconnect();
        advance(MINUTE);
        assertThat(server.state()).isEqualTo(new RemoteState.Disconnected("disconnected by request"));
        assertThat(control.connections).isEqualTo(1);
        assertThat(control.ends).hasSize(1);

        server.connect();
        advance(SOON);
        assertThat(server.state()).isEqualTo(CONNECTED);
    }

    @Test
    void disconnect_whileDialling_leavesNoConnectionBehind() {
        server.start();
        server.disconnect();

        advance(MINUTE);

        assertThat(server.state()).isEqualTo(new RemoteState.Disconnected("disconnected by request"));
        assertThat(control.ends).hasSize(control.connections);
    }

    @Test
    void connect_whileWaiting_dialsAtOnce_andOnce() {
        network.cutForever();
        start(ConnectMode.AUTO);
        advance(MINUTE);
        assertThat(server.state()).isInstanceOf(RemoteState.Waiting.class);
        network.restore();

        server.connect();
        server.connect();
        advance(MINUTE);

        assertThat(server.state()).isEqualTo(CONNECTED);
        assertThat(control.connections).isEqualTo(1);
    }

    @Test
    void modeThatStaysConnected_dialsAtOnce() {
        start(ConnectMode.MANUAL);

        server.setMode(ConnectMode.AUTO_DEVICES);
        advance(SOON);

        assertThat(server.state()).isEqualTo(CONNECTED);
    }

    @Test
    void manual_whileWaiting_dialsNoMore() {
        network.cutForever();
        start(ConnectMode.AUTO);
        advance(MINUTE);
        assertThat(server.state()).isInstanceOf(RemoteState.Waiting.class);

        server.setMode(ConnectMode.MANUAL);
        network.restore();
        advance(MINUTE);

        assertThat(server.state()).isInstanceOf(RemoteState.Disconnected.class);
        assertThat(control.connections).isZero();
    }

    @Test
    void text_isReadBack_andAnythingElseRefused() {
        for (ConnectMode mode : ConnectMode.values()) {
            assertThat(ConnectMode.parse(mode.toString())).isEqualTo(mode);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectMode.parse("always"))
                .withMessageContaining("manual, auto, auto-devices");
    }

    @Override
    public void stateChanged(RemoteServer changed, RemoteState state) {}

    @Override
    public void catalogChanged(RemoteServer changed) {}

    @Override
    public void leaseEnded(RemoteServer changed, LeaseId lease, RefusalCode code, String detail) {}
}
