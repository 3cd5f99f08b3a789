package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.InMemoryTransport;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.access.PeerTerms;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.AllowAll;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who gets past the greeting, and what it costs: peers in a database, on a network and a time in memory. */
class AdmissionTest {

    private static final NodeId SERVER = node(1);
    private static final NodeId ALICE = node(2);
    private static final NodeId BOB = node(3);

    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final Clock clock = network.executor().clock();
    private final TestStore store = TestStore.inMemory("server");
    private final List<AuditEvent> recorded = new ArrayList<>();
    private Supplier<CompletionStage<Void>> disk = CompletableFuture::allOf;
    private final AccessRoom room = new AccessRoom(
            store.jdbc(),
            store.transactions(),
            event -> {
                recorded.add(event);
                return disk.get();
            },
            clock,
            new ApprovedPeers(List.of()),
            network.executor(),
            Runnable::run);
    private final SimulatedUsbHost host = new SimulatedUsbHost();
    private final BusId loopback = host.plug(new Loopback("1"));
    private final LeaseRegistry leases = new LeaseRegistry(network.executor(), new SecureRandom(), clock);
    private final SessionRegistry sessions = new SessionRegistry(new SessionContext(
            host,
            new SharedDevices(host, List.of(new DevicePattern.Any())),
            leases,
            room,
            new AllowAll(),
            event -> {
                recorded.add(event);
                return disk.get();
            },
            EngineListener.UNHEARD,
            SessionListener.UNHEARD,
            clock,
            "test server",
            "test 1"));
    private final InMemoryTransport server = network.node(SERVER, sessions);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        key[0] = (byte) (number >> 16);
        key[1] = (byte) (number >> 8);
        key[2] = (byte) number;
        return NodeId.of(key);
    }

    private static PeerTerms everything(String name) {
        return new PeerTerms(name, "", List.of(new DevicePattern.Any()), Optional.empty(), false);
    }

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger("dev.usbshare")).addAppender(log);
    }

    @AfterEach
    void endEverything() {
        ((Logger) LoggerFactory.getLogger("dev.usbshare")).detachAppender(log);
        network.close();
        room.close();
        store.close();
        assertThat(leases.all()).as("devices not given back").isEmpty();
    }

    private TestClient dial(NodeId id) {
        var client = new TestClient(id);
        network.node(id, null)
                .dial(SERVER, server.localAddress(), client)
                .thenAccept(connection -> client.connection = connection);
        settle();
        return client;
    }

    private TestClient open(NodeId id) {
        TestClient client = dial(id);
        if (client.end == null) {
            client.openControl();
            settle();
        }
        return client;
    }

    private TestClient hello(NodeId id) {
        TestClient client = open(id);
        if (client.end == null) {
            client.say(TestClient.hello());
            settle();
        }
        return client;
    }

    private void settle() {
        network.executor().advance(Duration.ofMillis(100));
    }

    private long recorded(Class<? extends AuditEvent> kind) {
        return recorded.stream().filter(kind::isInstance).count();
    }

    // Strangers

    @Test
    void stranger_getsAsFarAsHello_learnsNothing_andWaitsForAPerson() {
        TestClient stranger = hello(ALICE);

        assertThat(stranger.closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
        assertThat(stranger.closeDetail()).contains(ALICE.toShortString(), "a person must", "'pending'");
        assertThat(stranger.heard).isEmpty();
        assertThat(room.peers().pending()).singleElement().satisfies(p -> {
            assertThat(p.id()).isEqualTo(ALICE);
            assertThat(p.nodeName()).isEqualTo("test client");
        });
    }

    @Test
    void stranger_whoseVersionIsUnknown_learnsNotEvenThat() {
        TestClient stranger = open(ALICE);

        stranger.say(new ControlMessage.Hello(List.of(77), List.of(), "x", "x"));
        settle();

        assertThat(stranger.closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
    }

    @Test
    void stranger_whoIsSilent_isClosedAfterFiveSeconds() {
        TestClient stranger = open(ALICE);

        network.executor().advance(Duration.ofMillis(4700));
        assertThat(stranger.end).isNull();
        network.executor().advance(Duration.ofMillis(400));

        assertThat(stranger.closeCode()).isEqualTo(CloseCode.HELLO_EXPECTED);
        assertThat(room.peers().pending()).isEmpty();
    }

    @Test
    void strangersAtATime_areFew_andTheirPlacesComeBack() {
        List<TestClient> silent = new ArrayList<>();
        for (int i = 0; i < Strangers.BURST; i++) {
            silent.add(dial(node(100 + i)));
        }
        TestClient late = dial(ALICE);
        assertThat(late.closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
        assertThat(late.closeDetail()).contains("too many", "later");

        network.executor().advance(Duration.ofSeconds(30));

        assertThat(silent).allSatisfy(client -> assertThat(client.closeCode()).isEqualTo(CloseCode.HELLO_EXPECTED));
        assertThat(hello(ALICE).closeDetail()).contains("a person must");
    }

    @Test
    void deniedPeer_isTurnedAwayAtOnce_silently() {
        hello(ALICE);
        room.peers().deny(ALICE);
        recorded.clear();

        TestClient denied = dial(ALICE);

        assertThat(denied.closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
        assertThat(room.peers().pending()).singleElement().matches(p -> p.denied());
        assertThat(recorded).isEmpty();
    }

    @Test
    void tenThousandStrangers_leaveLittleBehind_andApprovedPeersComeIn() {
        room.peers().approve(BOB, everything("bob"));
        recorded.clear();
        log.list.clear();
        for (int i = 0; i < 10_000; i++) {
            hello(node(1000 + i));
        }

        assertThat(hello(BOB).hasHeard(ControlMessage.Catalog.class)).isTrue();
        assertThat(room.peers().pending()).hasSizeLessThanOrEqualTo(128);
        Duration took = network.executor().now();
        assertThat(log.list).as("log lines in " + took).hasSizeLessThan((int) (took.toMinutes() + 1) * 15 + 150);
        assertThat(recorded).hasSizeLessThan(128 + 2 + (int) took.toMinutes() / 5);
        assertThat(recorded(ServerEvent.StrangersTurnedAway.class)).isPositive();
    }

    // Tickets

    @Test
    void ticket_bringsAStrangerIn_once() {
        PairingSecret secret =
                room.tickets().issue(everything("guest"), Duration.ofHours(1)).secret();
        TestClient alice = open(ALICE);
        TestClient bob = open(BOB);

        alice.say(new ControlMessage.Redeem(secret));
        alice.say(TestClient.hello());
        bob.say(new ControlMessage.Redeem(secret));
        bob.say(TestClient.hello());
        settle();

        assertThat(alice.last(ControlMessage.Catalog.class).devices())
                .extracting(d -> d.busId())
                .containsExactly(loopback);
        assertThat(bob.closeCode()).isEqualTo(CloseCode.TICKET_INVALID);
        assertThat(bob.closeDetail()).contains("used already");
        assertThat(bob.heard).isEmpty();
        assertThat(recorded)
                .extracting(AuditEvent::kind)
                .containsExactly(
                        "ticket-issued", "ticket-redeemed", "peer-approved", "session-opened", "ticket-refused");
    }

    @Test
    void wrongTicket_isTold_andTheNodeDoesNotBecomePending() {
        TestClient stranger = open(ALICE);

        stranger.say(new ControlMessage.Redeem(PairingSecret.random(new SecureRandom())));
        stranger.say(TestClient.hello());
        settle();

        assertThat(stranger.closeCode()).isEqualTo(CloseCode.TICKET_INVALID);
        assertThat(room.peers().pending()).isEmpty();
    }

    @Test
    void secondTicket_andTicketAfterHello_breakTheProtocol() {
        room.peers().approve(ALICE, everything("alice"));
        PairingSecret secret =
                room.tickets().issue(everything("guest"), Duration.ofHours(1)).secret();
        TestClient twice = open(ALICE);
        twice.say(new ControlMessage.Redeem(secret));
        twice.say(new ControlMessage.Redeem(secret));
        settle();
        TestClient late = hello(ALICE);
        late.say(new ControlMessage.Redeem(secret));
        settle();

        assertThat(twice.closeCode()).isEqualTo(CloseCode.UNEXPECTED);
        assertThat(late.closeCode()).isEqualTo(CloseCode.UNEXPECTED);
    }

    // The audit log

    @Test
    void nobodyIsWelcomed_beforeTheAuditLogHasIt() {
        room.peers().approve(ALICE, everything("alice"));
        var onDisk = new CompletableFuture<Void>();
        disk = () -> onDisk;
        TestClient alice = hello(ALICE);
        alice.say(new ControlMessage.Ping(1));
        settle();
        assertThat(alice.heard).isEmpty();
        assertThat(sessions.sessions()).isEmpty();

        onDisk.complete(null);
        settle();

        assertThat(alice.heard)
                .extracting(message -> message.getClass().getSimpleName())
                .containsExactly("Welcome", "Catalog", "Pong");
    }

    @Test
    void auditLogThatFails_admitsNobody() {
        room.peers().approve(ALICE, everything("alice"));
        disk = () -> CompletableFuture.failedFuture(new IllegalStateException("disk full"));

        TestClient alice = hello(ALICE);

        assertThat(alice.closeCode()).isEqualTo(CloseCode.INTERNAL);
        assertThat(alice.closeDetail()).contains("cannot record");
        assertThat(alice.heard).isEmpty();
    }

    @Test
    void auditLogThatHangs_admitsNobody_andHoldsNobodyForLong() {
        room.peers().approve(ALICE, everything("alice"));
        disk = CompletableFuture::new;
        TestClient alice = hello(ALICE);

        network.executor().advance(Duration.ofSeconds(6));

        assertThat(alice.closeCode()).isEqualTo(CloseCode.INTERNAL);
        assertThat(alice.heard).isEmpty();
    }

    @Test
    void impatientPeer_cannotPileUpRecords() {
        room.peers().approve(ALICE, everything("alice"));
        disk = CompletableFuture::new;
        TestClient alice = hello(ALICE);

        for (int i = 0; i < 100; i++) {
            alice.say(new ControlMessage.Ping(i));
        }
        settle();

        assertThat(alice.closeCode()).isEqualTo(CloseCode.LIMIT_EXCEEDED);
    }

    @Test
    void revokedWhileTheAuditLogWrites_isNotWelcomed() {
        room.peers().approve(ALICE, everything("alice"));
        var onDisk = new CompletableFuture<Void>();
        disk = () -> onDisk;
        TestClient alice = hello(ALICE);

        room.peers().revoke(ALICE);
        onDisk.complete(null);
        settle();

        assertThat(alice.closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
        assertThat(alice.heard).isEmpty();
    }

    @Test
    void approvedPeer_thatComesBackAllTheTime_cannotFillTheAuditLog() {
        room.peers().approve(ALICE, everything("alice"));
        recorded.clear();
        TestClient last = hello(ALICE);
        for (int i = 0; i < 300; i++) {
            last = hello(ALICE);
        }

        assertThat(last.closeCode()).isEqualTo(CloseCode.LIMIT_EXCEEDED);
        assertThat(recorded(ServerEvent.SessionOpened.class)).isLessThan(130);
        network.executor().advance(Duration.ofMinutes(1));
        assertThat(hello(ALICE).hasHeard(ControlMessage.Welcome.class)).isTrue();
    }

    // Ends

    @Test
    void revoked_endsTheSession_andGivesItsDeviceBack() {
        room.peers().approve(ALICE, everything("alice"));
        TestClient alice = hello(ALICE);
        alice.say(new ControlMessage.Attach(1, loopback));
        settle();
        assertThat(leases.all()).hasSize(1);

        room.peers().revoke(ALICE);
        settle();

        assertThat(alice.closeCode()).isEqualTo(CloseCode.APPROVAL_ENDED);
        assertThat(alice.closeDetail()).contains("took this node's approval back");
        assertThat(leases.all()).isEmpty();
        assertThat(hello(ALICE).closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
    }

    @Test
    void expired_endsTheSession_withinASecond() {
        var expires = Optional.of(clock.instant().plusSeconds(10));
        room.peers().approve(ALICE, everything("alice").withExpires(expires));
        TestClient alice = hello(ALICE);

        Duration took = network.executor().runUntil(() -> alice.end != null, Duration.ofMinutes(2));

        assertThat(took).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
        assertThat(alice.closeCode()).isEqualTo(CloseCode.APPROVAL_ENDED);
        assertThat(alice.closeDetail()).contains("expired");
    }

    @Test
    void changedGrants_reachTheSession() {
        room.peers().approve(ALICE, everything("alice"));
        hello(ALICE);

        room.peers().change(ALICE, terms -> terms.withName("renamed"));
        settle();

        assertThat(sessions.sessions())
                .singleElement()
                .satisfies(s -> assertThat(s.name()).isEqualTo("renamed"));
    }
}
