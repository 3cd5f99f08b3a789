package dev.usbshare.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.NodeLookup;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server of which only the node id is known, or whose addresses are out of date. */
class LookedUpServerTest implements RemoteListener {

    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("127.0.0.1", 1);

    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final NodeId serverId = NodeKey.generate().id();
    private final InetSocketAddress here =
            network.node(serverId, new ScriptedControl()).localAddress();
    private final List<NodeId> asked = new ArrayList<>();

    private RemoteServer remote(NodeLookup lookup, InetSocketAddress... addresses) {
        var server = new RemoteServer(
                new RemoteAddress("desk", serverId, List.of(addresses), List.of()),
                new ControlMessage.Hello(List.of(WireProtocol.VERSION), List.of(), "test", "test 1"),
                network.node(NodeKey.generate().id(), null),
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), () -> 0L),
                this,
                (node, found, done) -> {
                    asked.add(node);
                    lookup.find(node, found, done);
                });
        server.start();
        return server;
    }

    private static NodeLookup knows(InetSocketAddress address) {
        return (node, found, done) -> {
            found.accept(new NodeAddresses(List.of(address), List.of()));
            done.run();
        };
    }

    private void advance(Duration duration) {
        network.executor().advance(duration);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void serverWithoutAddress_isConnectedWhereItIsFound() {
        RemoteServer server = remote(knows(here));
        advance(Duration.ofMillis(500));

        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
        assertThat(asked).containsExactly(serverId);
    }

    @Test
    void serverThatNobodyKnows_isSaidToBe_andLookedForAgain() {
        RemoteServer server = remote(NodeLookup.NOBODY);
        advance(Duration.ofMillis(500));

        assertThat(server.state())
                .isInstanceOfSatisfying(
                        RemoteState.Waiting.class,
                        waiting -> assertThat(waiting.reason())
                                .contains("nobody knows where node " + serverId.toShortString() + " is", "address"));
        advance(Duration.ofSeconds(10));
        assertThat(asked).hasSizeGreaterThan(2);
    }

    @Test
    void whatIsFoundLate_isStillDialled() {
        RemoteServer server = remote((node, found, done) -> network.executor()
                .schedule(
                        () -> {
                            found.accept(new NodeAddresses(List.of(here), List.of()));
                            done.run();
                        },
                        2,
                        TimeUnit.SECONDS));
        advance(Duration.ofSeconds(1));
        assertThat(server.state()).isInstanceOf(RemoteState.Connecting.class);

        advance(Duration.ofSeconds(2));

        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    @Test
    void answerAfterTheServerWasForgotten_dialsNobody() {
        var late = new ArrayList<Runnable>();
        RemoteServer server = remote((node, found, done) -> late.add(() -> {
            found.accept(new NodeAddresses(List.of(here), List.of()));
            done.run();
        }));
        server.close();

        late.forEach(Runnable::run);
        advance(Duration.ofMinutes(1));

        assertThat(server.state()).isInstanceOf(RemoteState.Closed.class);
        assertThat(server.connection()).isNull();
    }

    @Test
    void wrongAddress_isToldApartFromNone() {
        RemoteServer server = remote(NodeLookup.NOBODY, NOWHERE);
        advance(Duration.ofMinutes(1));

        assertThat(server.state()).isNotInstanceOf(RemoteState.Connected.class);
        assertThat(server.address().text()).isEqualTo("127.0.0.1:1");
    }

    @Test
    void places_areAddressesAndRelays() {
        RemoteAddress server =
                RemoteAddress.of("desk", serverId, List.of("host:1", "https://relay.example", "[2001:db8::1]"));

        assertThat(server.addresses()).hasSize(2);
        assertThat(server.relays()).extracting(Object::toString).containsExactly("https://relay.example/");
        assertThat(RemoteAddress.of("desk", serverId, List.of()).text()).isEmpty();
    }

    @Override
    public void stateChanged(RemoteServer server, RemoteState state) {}

    @Override
    public void catalogChanged(RemoteServer server) {}

    @Override
    public void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail) {}
}
