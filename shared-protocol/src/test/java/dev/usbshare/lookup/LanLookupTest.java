package dev.usbshare.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On loopback; multicast DNS shares its port with whatever else uses it on this machine. */
class LanLookupTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Callable<List<InetAddress>> LOOPBACK = () -> List.of(HERE);
    private static final NodeId ID = NodeKey.generate().id();

    private static List<NodeAddresses> find(NodeLookup lookup, NodeId node) throws Exception {
        var found = new ArrayList<NodeAddresses>();
        var done = new CompletableFuture<Void>();
        lookup.find(node, found::add, () -> done.complete(null));
        done.get(30, TimeUnit.SECONDS);
        return found;
    }

    @Test
    void server_isSeenWithItsName_andFoundByItsId() throws Exception {
        try (var _ = new LanAnnouncer(ID, "Werkstatt", 7490, LOOPBACK);
                var client = new LanBrowser(LOOPBACK)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(client.servers())
                            .contains(new LanServer(ID, "Werkstatt", List.of(new InetSocketAddress(HERE, 7490)))));

            assertThat(find(client, ID))
                    .containsExactly(new NodeAddresses(List.of(new InetSocketAddress(HERE, 7490)), List.of()));
        }
    }

    @Test
    void nodeThatIsNotThere_isNotFound_inBoundedTime() throws Exception {
        try (var client = new LanBrowser(LOOPBACK)) {
            assertThat(find(client, NodeKey.generate().id())).isEmpty();
        }
    }

    @Test
    void announcementOfAnotherForm_isLeftOut() {
        InetAddress elsewhere = InetAddress.ofLiteral("192.168.1.2");
        List<InetAddress> here = List.of(HERE);

        assertThat(LanServer.of("printer", "x", 7490, here, HERE)).isNull();
        assertThat(LanServer.of(ID.toString(), "x", 0, here, HERE)).isNull();
        assertThat(LanServer.of(ID.toString(), "x", 7490, List.of(), HERE)).isNull();
        assertThat(LanServer.of(ID.toString(), "x", 7490, here, elsewhere))
                .as("another's loopback")
                .isNull();
        assertThat(LanServer.of(
                        ID.toString(),
                        "x",
                        7490,
                        List.of(
                                InetAddress.ofLiteral("fe80::1"),
                                InetAddress.ofLiteral("0.0.0.0"),
                                InetAddress.ofLiteral("224.0.0.251")),
                        elsewhere))
                .isNull();
    }

    @Test
    void nameThatControlsATerminal_isCleaned() {
        LanServer server = LanServer.of(ID.toString(), "a\u001b[2Jb" + "c".repeat(1000), 7490, List.of(HERE), HERE);

        assertThat(server).isNotNull();
        assertThat(server.name()).startsWith("a[2Jb").hasSize(LanServer.MAX_NAME_CHARS);
    }

    @Test
    void flood_doesNotPushOutThoseThatWereThere() {
        var table = new LanTable();
        var first = new LanServer(ID, "first", List.of(new InetSocketAddress(HERE, 1)));
        table.seen(HERE, first);
        for (int i = 0; i < 2 * LanTable.MAX_SERVERS; i++) {
            byte[] id = new byte[NodeId.BYTES];
            id[0] = (byte) i;
            id[1] = (byte) (i >> 8);
            table.seen(HERE, new LanServer(NodeId.of(id), "", first.addresses()));
        }

        assertThat(table.all()).hasSize(LanTable.MAX_SERVERS).contains(first);
    }

    @Test
    void serverThatIsHeardAtTwoAddresses_isOne_untilBothAreGone() {
        var table = new LanTable();
        InetAddress other = InetAddress.ofLiteral("192.168.1.2");
        var one = new InetSocketAddress(HERE, 1);
        var two = new InetSocketAddress(other, 1);
        table.seen(HERE, new LanServer(ID, "n", List.of(one)));
        table.seen(other, new LanServer(ID, "n", List.of(two)));
        assertThat(table.all()).containsExactly(new LanServer(ID, "n", List.of(one, two)));

        table.gone(HERE, ID);
        assertThat(table.get(ID)).map(LanServer::addresses).contains(List.of(two));
        table.left(other);

        assertThat(table.get(ID)).isEqualTo(Optional.empty());
    }

    @Test
    void whoeverWaits_isToldOnce_orWithdraws() {
        var table = new LanTable();
        var told = new ArrayList<LanServer>();
        var server = new LanServer(ID, "n", List.of(new InetSocketAddress(HERE, 1)));
        var answered = table.await(ID, told::add).orElseThrow();
        var withdrawn = table.await(ID, told::add).orElseThrow();
        assertThat(withdrawn.withdraw()).isTrue();

        table.seen(HERE, server);
        table.seen(HERE, server);

        assertThat(told).containsExactly(server);
        assertThat(answered.withdraw()).isFalse();
    }
}
