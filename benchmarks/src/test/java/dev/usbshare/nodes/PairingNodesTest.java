package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.access.PeerTerms;
import dev.usbshare.server.policy.AllowAll;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a server and a client come together and part again, over real QUIC and with a real database. */
class PairingNodesTest {

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final NodeKey serverKey = NodeKey.generate();
    private final NodeKey clientKey = NodeKey.generate();
    private final SimulatedUsbHost devices = new SimulatedUsbHost();
    private final BusId loopback = devices.plug(new Loopback("1"));
    private final TestStore store = TestStore.inMemory("server");
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final List<AuditEvent> recorded = new CopyOnWriteArrayList<>();
    private volatile boolean auditFails;

    @SuppressWarnings("NullAway.Init")
    private AccessRoom room;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = start(serverKey, 0);
    }

    private TestServer start(NodeKey key, int port) throws Exception {
        return new TestServer(key, this::room, devices, new AllowAll(), this::append, port);
    }

    private AccessRoom room(EventLoop loop) {
        room = new AccessRoom(
                store.jdbc(),
                store.transactions(),
                this::append,
                Clock.systemUTC(),
                new ApprovedPeers(List.of()),
                loop,
                task -> writer.execute(task));
        return room;
    }

    private CompletionStage<Void> append(AuditEvent event) {
        if (auditFails) {
            return CompletableFuture.failedFuture(new IllegalStateException("No space left on device"));
        }
        recorded.add(event);
        return CompletableFuture.allOf();
    }

    @AfterEach
    void stopServer() {
        server.close();
        room.close();
        writer.close();
        devices.close();
        store.close();
    }

    private TestNode client(NodeKey key) throws Exception {
        return client(key, serverKey.id());
    }

    private TestNode client(NodeKey key, NodeId serverId) throws Exception {
        return new TestNode(key, serverId, server.address());
    }

    private TestNode client(NodeKey key, PairingSecret secret) throws Exception {
        return new TestNode(key, serverKey.id(), server.address(), Optional.of(secret));
    }

    private static PeerTerms terms(String name, String... grants) {
        return new PeerTerms(
                name, "", List.of(grants).stream().map(DevicePattern::parse).toList(), Optional.empty(), false);
    }

    private static boolean isConnected(TestNode client) {
        return client.server.state() instanceof RemoteState.Connected;
    }

    private List<String> kinds() {
        return recorded.stream().map(AuditEvent::kind).toList();
    }

    @Test
    void stranger_waits_isApproved_attaches_andIsCutOffWithinASecond() throws Exception {
        try (var client = client(clientKey)) {
            TestNode.await()
                    .untilAsserted(() -> assertThat(room.peers().pending())
                            .singleElement()
                            .satisfies(p -> {
                                assertThat(p.id()).isEqualTo(clientKey.id());
                                assertThat(p.nodeName()).isEqualTo("test client");
                            }));
            assertThat(client.offers(loopback)).isFalse();

            room.peers().approvePending(clientKey.id(), terms("", "*"));
            client.attach(loopback);
            assertThat(server.leases.all()).hasSize(1);

            Instant revoked = Instant.now();
            room.peers().revoke(clientKey.id());
            TestNode.await()
                    .until(() -> !isConnected(client) && server.leases.all().isEmpty());

            assertThat(Duration.between(revoked, Instant.now())).isLessThan(A_SECOND);
            TestNode.await().untilAsserted(() -> assertThat(client.attached()).isEmpty());
            TestNode.await()
                    .untilAsserted(() -> assertThat(room.peers().pending())
                            .as("it may ask again")
                            .hasSize(1));
        }
        assertThat(kinds()).containsSubsequence("peer-asked", "peer-approved", "session-opened", "peer-revoked");
    }

    @Test
    void approvalThatExpires_cutsTheSessionOff_withinASecond() throws Exception {
        Instant expires = Instant.now().plusSeconds(4);
        room.peers().approve(clientKey.id(), terms("guest", "*").withExpires(Optional.of(expires)));
        Instant end = room.peers().approved(clientKey.id()).terms().expires().orElseThrow();
        try (var client = client(clientKey)) {
            client.attach(loopback);

            TestNode.await()
                    .until(() -> !isConnected(client) && server.leases.all().isEmpty());

            assertThat(Instant.now()).isBetween(end, end.plus(A_SECOND));
        }
    }

    @Test
    void deniedNode_getsNowhere_andIsNotListedAgain() throws Exception {
        try (var client = client(clientKey)) {
            TestNode.await().until(() -> !room.peers().pending().isEmpty());
            room.peers().deny(clientKey.id());
            recorded.clear();

            TestNode.await()
                    .until(() -> client.server.state() instanceof RemoteState.Connecting(int attempt) && attempt > 6);

            assertThat(room.peers().pending()).singleElement().matches(p -> p.denied());
            assertThat(recorded).isEmpty();
        }
    }

    @Test
    void ticket_bringsOneClientIn_withWhatItGrants() throws Exception {
        PairingSecret secret = room.tickets()
                .issue(terms("guest", "1209:*"), Duration.ofHours(1))
                .secret();
        try (var client = client(clientKey, secret);
                var other = client(NodeKey.generate(), secret)) {
            TestNode.await().until(() -> isConnected(client) || isConnected(other));
            TestNode.await().until(() -> kinds().contains("ticket-refused"));

            assertThat(isConnected(client) ^ isConnected(other)).isTrue();
            assertThat(room.peers().peers()).singleElement().satisfies(p -> {
                assertThat(p.terms().name()).isEqualTo("guest");
                assertThat(p.terms().grants()).containsExactly(DevicePattern.parse("1209:*"));
            });
        }
        assertThat(kinds()).containsSubsequence("ticket-redeemed", "peer-approved", "session-opened");
    }

    @Test
    void ticketOfAServerThatIsKnown_addsWhatItGrants_andAWrongOneChangesNothing() throws Exception {
        room.peers().approve(clientKey.id(), terms("laptop", "1-1"));
        try (var client = client(clientKey)) {
            TestNode.await().until(() -> isConnected(client));
            assertThat(client.offers(loopback)).isFalse();

            client.redeem(room.tickets()
                    .issue(terms("guest", "1209:*"), Duration.ofHours(1))
                    .secret());
            TestNode.await().until(() -> client.offers(loopback));
            client.redeem(PairingSecret.random(new SecureRandom()));
            TestNode.await().until(() -> kinds().contains("ticket-refused"));

            TestNode.await().until(() -> client.offers(loopback));
            assertThat(room.peers().approved(clientKey.id()).terms().name()).isEqualTo("laptop");
        }
    }

    @Test
    void withdrawnTicket_bringsNobodyIn() throws Exception {
        var issued = room.tickets().issue(terms("guest", "*"), Duration.ofHours(1));
        room.tickets().withdraw(issued.entry().id());

        try (var client = client(clientKey, issued.secret())) {
            TestNode.await().until(() -> kinds().contains("ticket-refused"));
            assertThat(isConnected(client)).isFalse();
        }
        assertThat(room.peers().peers()).isEmpty();
    }

    @Test
    void expiredTicket_bringsNobodyIn() throws Exception {
        var issued = room.tickets().issue(terms("guest", "*"), Duration.ofHours(1));
        store.jdbc()
                .sql("update ticket set expires_at = :then")
                .param("then", Instant.now().minusSeconds(60).atOffset(java.time.ZoneOffset.UTC))
                .update();
        room.tickets().issue(terms("another", "*"), Duration.ofHours(1));

        try (var client = client(clientKey, issued.secret())) {
            TestNode.await().until(() -> kinds().contains("ticket-refused"));
            assertThat(isConnected(client)).isFalse();
        }
        assertThat(room.peers().peers()).isEmpty();
        assertThat(recorded.toString()).contains("the ticket expired at");
    }

    @Test
    void auditLogThatFails_welcomesNobody() throws Exception {
        room.peers().approve(clientKey.id(), terms("guest", "*"));
        auditFails = true;

        try (var client = client(clientKey)) {
            TestNode.await().until(() -> client.waitingReason().contains("cannot record"));
            assertThat(client.offers(loopback)).isFalse();
            auditFails = false;

            TestNode.await().until(() -> client.offers(loopback));
        }
    }

    @Test
    void clientThatChangesItsKey_staysApproved_andItsOldKeyIsRefused() throws Exception {
        room.peers().approve(clientKey.id(), terms("laptop", "*"));
        try (var client = client(clientKey)) {
            client.attach(loopback);
        }
        NodeKey newKey = clientKey.successor(Instant.now());

        try (var client = client(newKey)) {
            TestNode.await().until(() -> client.offers(loopback));
            assertThat(room.peers().approved(newKey.id()).terms().name()).isEqualTo("laptop");
        }
        assertThat(kinds()).contains("peer-identity-followed");
        try (var thief = client(clientKey)) {
            TestNode.await().until(() -> !thief.waitingReason().isEmpty());
            assertThat(thief.offers(loopback)).isFalse();
            assertThat(room.peers().pending()).isEmpty();
        }
    }

    @Test
    void clientThatClaimsAnothersPast_isAStranger() throws Exception {
        room.peers().approve(clientKey.id(), terms("laptop", "*"));
        NodeKey thief = NodeKey.generate().successor(Instant.now());

        try (var client = client(thief)) {
            TestNode.await().until(() -> !room.peers().pending().isEmpty());
            assertThat(client.offers(loopback)).isFalse();
        }
        assertThat(room.peers().approved(clientKey.id())).isNotNull();
    }

    @Test
    void serverThatChangesItsKey_isFollowed_andItsOldKeyIsRefused() throws Exception {
        room.peers().approve(clientKey.id(), terms("laptop", "*"));
        NodeKey newKey = serverKey.successor(Instant.now());
        int port = server.address().getPort();
        try (var client = client(clientKey)) {
            TestNode.await().until(() -> client.offers(loopback));

            restart(newKey, port);
            TestNode.await().until(() -> client.server.address().nodeId().equals(newKey.id()));
            TestNode.await().until(() -> client.offers(loopback));

            restart(serverKey, port);
            TestNode.await()
                    .untilAsserted(() -> assertThat(client.waitingReason())
                            .contains("is node " + serverKey.id().toShortString()));
        }
    }

    private void restart(NodeKey key, int port) throws Exception {
        server.close();
        room.close();
        server = start(key, port);
    }

    @Test
    void anotherServer_cannotTakeTheKnownOnesPlace() throws Exception {
        room.peers().approve(clientKey.id(), terms("laptop", "*"));
        NodeKey impostor = NodeKey.generate().successor(Instant.now());
        restart(impostor, server.address().getPort());

        try (var client = client(clientKey)) {
            TestNode.await()
                    .untilAsserted(() -> assertThat(client.waitingReason())
                            .contains("is node " + impostor.id().toShortString()));
        }
    }
}
