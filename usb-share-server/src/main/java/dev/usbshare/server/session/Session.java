package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.server.access.ApprovedPeer;
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
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One approved peer's connection: Hello first, then requests on the control stream and URBs on endpoint streams.
 *
 * <p><b>Confinement</b>: the connection's executor, except for {@link #info}, {@link #close} and {@link #whenEnded}.
 */
final class Session implements PeerHandler, StreamOwner {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** A peer that has connected has its Hello ready; more only helps one that wants to hold connections open. */
    private static final int HELLO_SECONDS = 5;

    private enum Stage {
        AWAITING_HELLO,
        OPEN,
        CLOSED
    }

    private final long number;
    private final PeerConnection connection;
    private final ApprovedPeer peer;
    private final SessionContext context;
    private final SessionRegistry registry;
    private final SessionLeases leases;
    private final Instant since;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Stage stage = Stage.AWAITING_HELLO;
    private boolean welcomed;
    private @Nullable ControlStream control;
    private @Nullable ScheduledFuture<?> helloTimer;
    private volatile String nodeName = "";

    Session(
            long number,
            PeerConnection connection,
            ApprovedPeer peer,
            SessionContext context,
            UrbMemory memory,
            SessionRegistry registry) {
        this.number = number;
        this.connection = connection;
        this.peer = peer;
        this.context = context;
        this.registry = registry;
        this.since = context.clock().instant();
        this.leases = new SessionLeases(number, connection, context, memory, this::send);
    }

    NodeId peer() {
        return connection.peer();
    }

    void begin() {
        helloTimer = connection
                .executor()
                .schedule(
                        () -> close(CloseCode.HELLO_EXPECTED, "no Hello within " + HELLO_SECONDS + " s"),
                        HELLO_SECONDS,
                        TimeUnit.SECONDS);
    }

    SessionInfo info() {
        return new SessionInfo(
                number,
                peer().toShortString(),
                peer.name(),
                nodeName,
                connection.remoteAddress().toString(),
                since,
                leases.count());
    }

    /** Ends the connection; {@link #closed} does the rest. */
    void close(CloseCode code, String detail) {
        connection.close(code, detail);
    }

    /** Ends when the connection is closed and every device of this session is free again. */
    CompletionStage<Void> whenEnded() {
        return ended;
    }

    @Override
    public ChannelHandler acceptStream(PeerConnection connection) {
        if (stage == Stage.CLOSED) {
            return new ChannelInboundHandlerAdapter();
        }
        if (control == null) {
            control = new ControlStream(this, context.catalog());
            return control.initializer();
        }
        if (stage == Stage.AWAITING_HELLO) {
            failed(new ProtocolException(CloseCode.HELLO_EXPECTED, "a second stream before Hello"));
            return new ChannelInboundHandlerAdapter();
        }
        return EndpointStreams.handler(this);
    }

    /** A record of the client. */
    void received(ControlMessage.FromClient message) {
        if (stage == Stage.CLOSED) {
            return;
        }
        if (stage == Stage.AWAITING_HELLO && !(message instanceof ControlMessage.Hello)) {
            throw new ProtocolException(CloseCode.HELLO_EXPECTED, "a record before Hello");
        }
        switch (message) {
            case ControlMessage.Hello hello -> hello(hello);
            case ControlMessage.Attach attach -> leases.attach(attach);
            case ControlMessage.Detach detach -> leases.detach(detach);
            case ControlMessage.Cancel cancel -> {
                // Nothing waits: a leased device is refused at once.
            }
            case ControlMessage.Redeem redeem ->
                throw new ProtocolException(CloseCode.UNEXPECTED, "a ticket after Hello");
            case ControlMessage.Ping ping -> send(new ControlMessage.Pong(ping.request()));
            case ControlMessage.Unknown unknown -> send(new ControlMessage.Unsupported(unknown.kind()));
            case ControlMessage.Unsupported unsupported -> {
                // The peer is older than a record of ours; nothing depends on its answer.
            }
        }
    }

    private void hello(ControlMessage.Hello hello) {
        if (stage != Stage.AWAITING_HELLO) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "a second Hello");
        }
        if (!hello.versions().contains(WireProtocol.VERSION)) {
            throw new ProtocolException(
                    CloseCode.VERSION_MISMATCH,
                    "this server speaks version " + WireProtocol.VERSION + ", the client " + hello.versions()
                            + "; update the older one");
        }
        stage = Stage.OPEN;
        welcomed = true;
        cancelHelloTimer();
        nodeName = hello.nodeName();
        LOG.atInfo()
                .addKeyValue("peer", peer().toShortString())
                .addKeyValue("session", number)
                .addKeyValue("path", connection.remoteAddress())
                .log("Session opened");
        registry.welcomed(this);
        // No optional feature exists in this version, so none is in common.
        send(new ControlMessage.Welcome(WireProtocol.VERSION, List.of(), context.nodeName(), context.software()));
        if (control != null) {
            control.showCatalog();
        }
    }

    private void send(ControlMessage.FromServer message) {
        if (stage != Stage.CLOSED && control != null) {
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
        if (stage == Stage.CLOSED) {
            return;
        }
        context.sessionListener().protocolBroken();
        LOG.atWarn()
                .addKeyValue("peer", peer().toShortString())
                .addKeyValue("session", number)
                .addKeyValue("error", cause.getMessage())
                .log("Peer broke the protocol; closing its connection");
        close(cause.code(), String.valueOf(cause.getMessage()));
    }

    /** The control stream ended: without it nothing can be said any more. */
    void controlEnded() {
        if (stage != Stage.CLOSED) {
            close(CloseCode.OK, "the control stream ended");
        }
    }

    @Override
    public void closed(PeerConnection connection, CloseReason reason) {
        stage = Stage.CLOSED;
        cancelHelloTimer();
        if (control != null) {
            control.hideCatalog();
        }
        LOG.atInfo()
                .addKeyValue("peer", peer().toShortString())
                .addKeyValue("session", number)
                .addKeyValue("leases", leases.count())
                .addKeyValue("reason", reason)
                .log("Session closed");
        leases.closeAll().whenComplete((done, failure) -> {
            registry.ended(this, welcomed);
            ended.complete(null);
        });
    }

    private void cancelHelloTimer() {
        if (helloTimer != null) {
            helloTimer.cancel(false);
            helloTimer = null;
        }
    }
}
