package dev.usbshare.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.usbshare.client.vhci.inprocess.TestDescriptors;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeLookup;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RemoteServerTest implements RemoteListener {

    private static final BusId STICK = new BusId("1-1");
    private static final LeaseId LEASE = new LeaseId(3, 4);
    private static final Duration ANSWERED = Duration.ofSeconds(1);

    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final ScriptedControl control = new ScriptedControl();
    private final NodeId serverId = NodeKey.generate().id();
    private final PeerTransport transport = network.node(NodeKey.generate().id(), null);
    private final InetSocketAddress serverAddress =
            network.node(serverId, control).localAddress();
    private final CompletableFuture<InetAddress> resolution = new CompletableFuture<>();
    private final RemoteServer server = new RemoteServer(
            new RemoteAddress(
                    "desk", serverId, InetSocketAddress.createUnresolved("desk.example", serverAddress.getPort())),
            new ControlMessage.Hello(List.of(WireProtocol.VERSION), List.of(), "test", "test 1"),
            transport,
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), new Random(7)),
            this,
            host -> resolution,
            NodeLookup.NOBODY);
    private boolean failsAtNews;

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void dial_whileTheNameIsLookedUp_doesNotHoldUpTheLoop() {
        server.start();
        advance(ANSWERED);
        assertThat(server.state()).isEqualTo(new RemoteState.Connecting(1));

        resolution.complete(serverAddress.getAddress());
        advance(ANSWERED);

        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    @Test
    void dial_nameThatDoesNotExist_saysWhatToDo() {
        resolution.completeExceptionally(new UnknownHostException("desk.example"));

        server.start();

        assertThat(server.state())
                .isInstanceOfSatisfying(
                        RemoteState.Waiting.class,
                        waiting -> assertThat(waiting.reason())
                                .isEqualTo("cannot resolve desk.example; check the name or use an address"));
    }

    @Test
    void close_whileTheNameIsLookedUp_dialsNoMore() {
        server.start();
        server.close();

        resolution.complete(serverAddress.getAddress());
        advance(ANSWERED);

        assertThat(control.heard).isEmpty();
        assertThat(server.state()).isEqualTo(new RemoteState.Closed());
    }

    @Test
    void serverThatWelcomesAndGoes_isDialledLessOften_untilItStays() {
        connect();
        Duration first = waitAfterHangUp();
        advance(first.plus(ANSWERED));
        Duration second = waitAfterHangUp();
        advance(second.plus(ANSWERED));
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
        advance(Duration.ofSeconds(11));
        Duration afterItStayed = waitAfterHangUp();

        // Waits are half to the whole of 1 s, then of 2 s.
        assertThat(first).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(second).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(afterItStayed).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    private Duration waitAfterHangUp() {
        control.hangUp(CloseCode.SHUTTING_DOWN);
        advance(Duration.ofMillis(100));
        return ((RemoteState.Waiting) server.state()).retryIn();
    }

    @Test
    void pings_answered_keepTheConnection() {
        connect();

        advance(Duration.ofMinutes(5));

        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
        assertThat(control.heard(ControlMessage.Ping.class)).hasSizeGreaterThan(10);
    }

    @Test
    void pings_unanswered_endTheConnection() {
        connect();
        control.answersPings = false;

        advance(Duration.ofSeconds(40));

        assertThat(control.ends).isNotEmpty().first().asString().contains("no answer to a ping");
    }

    @Test
    void attach_unanswered_failsInTime() {
        connect();
        var attached = server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {})
                .toCompletableFuture();

        advance(Duration.ofSeconds(31));

        assertThat(attached)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class)
                .withMessageContaining("the server did not answer within 30 s");
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    @Test
    void attach_answeredTooLate_givesTheLeaseBack() {
        connect();
        var attached = server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {})
                .toCompletableFuture();
        advance(Duration.ofSeconds(31));

        grant();
        advance(ANSWERED);

        assertThat(attached).isCompletedExceptionally();
        assertThat(control.heard(ControlMessage.Detach.class))
                .extracting(ControlMessage.Detach::lease)
                .containsExactly(LEASE);
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    @Test
    void attach_queued_waitsForAsLongAsItTakes() {
        connect();
        var attached = server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {})
                .toCompletableFuture();
        advance(ANSWERED);
        control.say(new ControlMessage.Queued(attachNumber(), 1, "somebody"));
        advance(Duration.ofMinutes(10));
        assertThat(attached).isNotDone();

        grant();
        advance(ANSWERED);

        assertThat(attached).isCompleted();
    }

    @Test
    void attach_moreThanCanWait_failsAtOnce() {
        connect();
        for (int i = 0; i < PendingRequests.MAX_WAITING; i++) {
            server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {});
        }

        assertThat(server.attach(LeaseRequest.now(STICK), (position, holder, cancel) -> {})
                        .toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("has not answered");
    }

    @Test
    void faultOfOurOwn_isLoggedWithItsCause() {
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        var log = (Logger) LoggerFactory.getLogger(RemoteSession.class);
        log.addAppender(appender);
        connect();
        failsAtNews = true;

        control.say(new ControlMessage.Catalog(List.of()));
        advance(ANSWERED);

        log.detachAppender(appender);
        assertThat(appender.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo("a fault of the test's");
            assertThat(event.getKeyValuePairs()).anyMatch(pair -> pair.key.equals("peer"));
        });
    }

    private void connect() {
        resolution.complete(serverAddress.getAddress());
        server.start();
        advance(ANSWERED);
        assertThat(server.state()).isInstanceOf(RemoteState.Connected.class);
    }

    private void grant() {
        control.say(new ControlMessage.Attached(
                attachNumber(),
                LEASE,
                new UsbDeviceInfo(STICK, 1, 2, UsbSpeed.HIGH, 1, 2, 0, new ClassCode(0, 0, 0), List.of(), "", "", ""),
                TestDescriptors.set()));
    }

    private int attachNumber() {
        return control.heard(ControlMessage.Attach.class).getFirst().request();
    }

    private void advance(Duration duration) {
        network.executor().advance(duration);
    }

    @Override
    public void stateChanged(RemoteServer from, RemoteState state) {
        // Read from the server.
    }

    @Override
    public void catalogChanged(RemoteServer from) {
        if (failsAtNews) {
            throw new IllegalStateException("a fault of the test's");
        }
    }

    @Override
    public void leaseEnded(RemoteServer from, LeaseId lease, RefusalCode code, String detail) {
        // Not of interest here.
    }
}
