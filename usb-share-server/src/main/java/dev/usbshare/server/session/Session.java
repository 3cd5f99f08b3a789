package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.AddressText;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PathReport;
import dev.usbshare.quic.PathWatch;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.engine.DeviceEngine;
import dev.usbshare.server.engine.EndpointStreams;
import dev.usbshare.server.engine.StreamOwner;
import dev.usbshare.server.engine.UrbMemory;
import dev.usbshare.usb.TransferType;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import dev.usbshare.wire.WireProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One approved peer's connection after its Hello: requests on the control stream and URBs on endpoint streams.
 *
 * <p><b>Confinement</b>: the connection's executor, except for {@link #info}, {@link #execute}, {@link #close} and
 * {@link #whenEnded}.
 */
final class Session implements StreamOwner {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final long number;
    private final PeerConnection connection;
    private final ControlMessage.Hello hello;
    private final SessionContext context;
    private final SessionRegistry registry;
    private final SessionLeases leases;
    private final ControlStream control;
    private final Heartbeat heartbeat;
    private final PathWatch path;
    private final Instant since;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile ApprovedPeer peer;
    private boolean closed;

    Session(
            long number,
            PeerConnection connection,
            ApprovedPeer peer,
            ControlMessage.Hello hello,
            SessionContext context,
            UrbMemory memory,
            AttachLog attachLog,
            SessionRegistry registry) {
        this.number = number;
        this.connection = connection;
        this.peer = peer;
        this.hello = hello;
        this.context = context;
        this.registry = registry;
        this.since = context.clock().instant();
        this.path = new PathWatch(connection, context.clock());
        this.leases = new SessionLeases(
                new LeaseParty(number, connection, this::approval, context, memory, attachLog, this::send));
        this.control = new ControlStream(this, context.catalog(), context.leases());
        this.heartbeat = new Heartbeat(
                connection.executor(),
                () -> close(CloseCode.NOT_PINGING, "no ping for " + Heartbeat.PATIENCE.toSeconds() + " s"));
    }

    NodeId peer() {
        return connection.peer();
    }

    /** What the peer is approved for now. */
    ApprovedPeer approval() {
        return peer;
    }

    /** The way to it. Any thread. */
    PathReport path() {
        return path.report();
    }

    /** The handler of the control stream, which is open already. */
    ControlStream control() {
        return control;
    }

    /** Says Welcome. */
    void begin() {
        LOG.atInfo()
                .addKeyValue("peer", peer().toShortString())
                .addKeyValue("session", number)
                .addKeyValue("path", AddressText.of(connection.remoteAddress()))
                .log("Session opened");
        registry.welcomed(this);
        List<String> features = WireProtocol.FEATURES.stream()
                .filter(hello.features()::contains)
                .toList();
        send(new ControlMessage.Welcome(WireProtocol.VERSION, features, context.nodeName(), context.software()));
        if (features.contains(WireProtocol.FEATURE_PATHS)) {
            connection.openPaths(signal -> send(new ControlMessage.Paths(signal)));
        }
        control.showCatalog();
        heartbeat.start();
        path.look();
    }

    SessionInfo info() {
        return new SessionInfo(
                number,
                peer().toShortString(),
                peer.name(),
                hello.nodeName(),
                AddressText.of(connection.remoteAddress()),
                since,
                leases.count(),
                path.report());
    }

    /** Ends the connection; {@link #closed} does the rest. */
    void close(CloseCode code, String detail) {
        connection.close(code, detail);
    }

    /** Ends when the connection is closed and every device of this session is free again. */
    CompletionStage<Void> whenEnded() {
        return ended;
    }

    /** Runs a task on the connection's executor. */
    void execute(Runnable task) {
        connection.executor().execute(task);
    }

    /** What the peer is approved for has changed. */
    void approvalChanged(ApprovedPeer now) {
        peer = now;
        control.approvalChanged();
        leases.review();
    }

    ChannelHandler acceptStream() {
        return closed ? new ChannelInboundHandlerAdapter() : EndpointStreams.handler(this);
    }

    /** A record of the client. */
    void received(ControlMessage.FromClient message) {
        if (closed) {
            return;
        }
        switch (message) {
            case ControlMessage.Hello hello -> throw new ProtocolException(CloseCode.UNEXPECTED, "a second Hello");
            case ControlMessage.Attach attach -> leases.attach(attach);
            case ControlMessage.Detach detach -> leases.detach(detach);
            case ControlMessage.Cancel cancel -> leases.cancel(cancel);
            case ControlMessage.Redeem redeem ->
                throw new ProtocolException(CloseCode.UNEXPECTED, "a ticket after Hello");
            case ControlMessage.Ping ping -> {
                heartbeat.heard();
                path.look();
                send(new ControlMessage.Pong(ping.request()));
            }
            case ControlMessage.Paths(var signal) -> connection.onPathSignal(signal);
            case ControlMessage.Unknown unknown -> send(new ControlMessage.Unsupported(unknown.kind()));
            case ControlMessage.Unsupported unsupported -> {
                // The peer is older than a record of ours; nothing depends on its answer.
            }
        }
    }

    private void send(ControlMessage.FromServer message) {
        if (!closed) {
            control.send(message);
        }
    }

    @Override
    public @Nullable DeviceEngine engineOf(LeaseId lease) {
        return leases.engineOf(lease);
    }

    @Override
    public void opened(Channel stream, TransferType type) {
        connection.prioritize(stream, StreamPriority.of(type));
    }

    @Override
    public void failed(ProtocolException cause) {
        if (closed) {
            return;
        }
        context.sessionListener().protocolBroken();
        LOG.atWarn()
                .addKeyValue("peer", peer().toShortString())
                .addKeyValue("session", number)
                .addKeyValue("error", cause.getMessage())
                .log("Peer broke the protocol; closing its connection");
        close(cause.code(), cause.detail());
    }

    /** The control stream ended: without it nothing can be said any more. */
    void controlEnded() {
        if (!closed) {
            close(CloseCode.OK, "the control stream ended");
        }
    }

    /** The connection is gone. */
    void closed(CloseReason reason) {
        closed = true;
        heartbeat.stop();
        control.hideCatalog();
        LOG.atInfo()
                .addKeyValue("peer", peer().toShortString())
                .addKeyValue("session", number)
                .addKeyValue("leases", leases.count())
                .addKeyValue("reason", reason.text())
                .log("Session closed");
        context.audit().append(new ServerEvent.SessionClosed(peer().toString(), reason.text()));
        leases.closeAll().whenComplete((done, failure) -> {
            registry.ended(this);
            ended.complete(null);
        });
    }
}
