package dev.usbshare.nodes;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.attachment.AttachmentListener;
import dev.usbshare.client.attachment.AttachmentState;
import dev.usbshare.client.attachment.AttachmentView;
import dev.usbshare.client.attachment.Attachments;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.firewall.StatelessGate;
import dev.usbshare.client.remote.Backoff;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.client.vhci.inprocess.InProcessVhci;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.quic.BindFailedException;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.quic.QuicTransportConfig;
import dev.usbshare.service.audit.RecordingAuditLog;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.ControlMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A client's rooms as its service wires them, with the virtual host controller that lives in this process. */
final class TestNode implements AutoCloseable {

    /** Patient: other builds may share the machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final InProcessVhci vhci;
    final RecordingAuditLog audit = new RecordingAuditLog();
    final Attachments attachments;
    final RemoteServer server;
    private final NodeEventLoop loop = NodeEventLoop.open("test-client");
    private final QuicTransport transport;

    TestNode(NodeKey key, NodeId serverId, InetSocketAddress serverAddress, AttachRule... rules)
            throws BindFailedException {
        this(key, serverId, serverAddress, Optional.empty(), rules);
    }

    /** @param ticket a ticket's secret, to be redeemed at the first connection */
    TestNode(
            NodeKey key,
            NodeId serverId,
            InetSocketAddress serverAddress,
            Optional<PairingSecret> ticket,
            AttachRule... rules)
            throws BindFailedException {
        vhci = new InProcessVhci(loop.loop());
        attachments = new Attachments(
                loop.loop(),
                vhci,
                new StatelessGate(InstantSource.system()),
                audit,
                List.of(rules),
                backoff(),
                new Captures(Clock.systemUTC()),
                AttachmentListener.UNHEARD);
        var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        transport = QuicTransport.bind(loop.loop(), QuicTransportConfig.of(local, key), null);
        var hello = new ControlMessage.Hello(List.of(1), List.of(), "test client", "test");
        server = new RemoteServer(
                new RemoteAddress("desk", serverId, serverAddress), hello, transport, backoff(), attachments);
        ticket.ifPresent(server::redeem);
        loop.loop().execute(server::start);
    }

    private static Backoff backoff() {
        return new Backoff(Duration.ofMillis(50), Duration.ofMillis(200), new Random(7));
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for the device to be offered, and attaches it. */
    UsbPipes attach(BusId busId) throws Exception {
        await().until(() -> offers(busId));
        return pipes(get(attachments.attach(server, busId)));
    }

    UsbPipes pipes(AttachmentView view) throws Exception {
        int port = ((AttachmentState.Attached) view.state()).port();
        return get(vhci.port(port).orElseThrow().pipes());
    }

    void redeem(PairingSecret secret) {
        loop.loop().submit(() -> server.redeem(secret)).syncUninterruptibly();
    }

    boolean offers(BusId busId) throws Exception {
        return loop.loop()
                .submit(() -> server.catalog().stream().anyMatch(d -> d.busId().equals(busId)))
                .get();
    }

    List<AttachmentView> attached() throws Exception {
        return get(attachments.list()).stream()
                .filter(a -> a.state() instanceof AttachmentState.Attached)
                .toList();
    }

    /** Why there is no connection; empty while there is one or one is being made. */
    String waitingReason() {
        return server.state() instanceof RemoteState.Waiting(var reason, var _) ? reason : "";
    }

    /** As the service does on SIGTERM. */
    @Override
    public void close() {
        attachments.stop().toCompletableFuture().join();
        loop.loop().submit(server::close).syncUninterruptibly();
        transport.close();
        loop.close();
    }
}
