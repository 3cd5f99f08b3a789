package dev.usbshare.client.remote;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.lookup.NodeLookup;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PathReport;
import dev.usbshare.quic.PathWatch;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.quic.PeerTransport;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlDecoder;
import dev.usbshare.wire.ControlEncoder;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server as this client knows it: keeps a connection to it, dialling again with growing waits, and asks it for
 * leases.
 *
 * <p><b>Confinement</b>: the transport's executor, except {@link #state()} and {@link #path()}, which any thread may read.
 */
public final class RemoteServer {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteServer.class);
    private static final String DISCONNECTED = "disconnected by request";

    /** A server that welcomes us and goes is as much of a failure as one that does not answer. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final ControlMessage.Hello hello;
    private final PeerTransport transport;
    private final Dialler dialler;
    private final Backoff backoff;
    private final RemoteListener listener;
    private volatile RemoteAddress address;
    private volatile RemoteState state = new RemoteState.Connecting(1);
    private volatile ConnectMode mode = ConnectMode.AUTO;
    private int failures;
    private boolean started;
    private boolean wanted;
    private boolean redeeming;
    private boolean closed;
    private @Nullable PairingSecret secret;
    private @Nullable PeerConnection connection;
    private @Nullable RemoteSession session;
    private volatile @Nullable PathWatch path;

    public RemoteServer(
            RemoteAddress address,
            ControlMessage.Hello hello,
            PeerTransport transport,
            Backoff backoff,
            RemoteListener listener) {
        this(address, hello, transport, backoff, listener, NodeLookup.NOBODY);
    }

    /** @param lookup whom to ask where the server is, at each dial */
    public RemoteServer(
            RemoteAddress address,
            ControlMessage.Hello hello,
            PeerTransport transport,
            Backoff backoff,
            RemoteListener listener,
            NodeLookup lookup) {
        this(address, hello, transport, backoff, listener, HostResolver.SYSTEM, lookup);
    }

    RemoteServer(
            RemoteAddress address,
            ControlMessage.Hello hello,
            PeerTransport transport,
            Backoff backoff,
            RemoteListener listener,
            HostResolver resolver,
            NodeLookup lookup) {
        this.address = address;
        this.hello = hello;
        this.transport = transport;
        this.backoff = backoff;
        this.listener = listener;
        this.dialler = new Dialler(transport, resolver, lookup);
    }

    public RemoteAddress address() {
        return address;
    }

    public RemoteState state() {
        return state;
    }

    public EventExecutor executor() {
        return transport.executor();
    }

    /** The devices that the server offers now; empty while not connected. */
    public List<UsbDeviceInfo> catalog() {
        return session == null ? List.of() : session.catalog();
    }

    /** What the server says of a device besides itself: its nickname there, and who has it; null if nothing. */
    public ControlMessage.@Nullable DeviceStatus status(BusId busId) {
        return session == null ? null : session.status(busId);
    }

    /** What the server's people call a device; empty if nothing. */
    public String nickname(BusId busId) {
        ControlMessage.DeviceStatus known = status(busId);
        return known == null ? "" : known.nickname();
    }

    /** The live connection, for its statistics. */
    public @Nullable PeerConnection connection() {
        return connection;
    }

    /** What the way to it has been like since the connection was made; null without one. */
    public @Nullable PathReport path() {
        PathWatch watch = path;
        return watch == null ? null : watch.report();
    }

    /** Redeems a ticket at the next connection, which is made at once; one that is there ends for it. */
    public void redeem(PairingSecret ticketSecret) {
        secret = ticketSecret;
        if (started && connection != null) {
            wanted = true;
            redeeming = true;
            connection.close(CloseCode.OK, "client has a ticket");
        } else if (started) {
            connect();
        }
    }

    /** Calls it something else; the connection and what is attached stay. */
    public void rename(String name) {
        address = address.withName(name);
    }

    public ConnectMode mode() {
        return mode;
    }

    /** From {@link #start} on on the executor: one that stays connected dials at once, any other one dials no more by itself. */
    public void setMode(ConnectMode changed) {
        mode = changed;
        if (!started) {
            return;
        }
        if (changed.staysConnected()) {
            connect();
        } else if (state instanceof RemoteState.Waiting(var reason, var retryIn)) {
            rest(reason);
        }
    }

    /** Begins to dial, if that is its {@link #mode}. Called once. */
    public void start() {
        started = true;
        if (mode.staysConnected()) {
            wanted = true;
            dialAnew();
        } else {
            become(new RemoteState.Disconnected(""));
        }
    }

    /** Dials now, whatever its mode, unless a connection is there or on its way. */
    public void connect() {
        wanted = true;
        switch (state) {
            case RemoteState.Disconnected ignored -> dialAnew();
            case RemoteState.Waiting ignored -> dialAnew();
            case RemoteState.Connecting ignored -> {}
            case RemoteState.Connected ignored -> {}
            case RemoteState.Closed ignored -> {}
        }
    }

    /** Ends the connection, and dials no more until {@link #connect}, whatever its mode. */
    public void disconnect() {
        wanted = false;
        if (connection != null) {
            connection.close(CloseCode.OK, "client is done");
        } else if (!(state instanceof RemoteState.Disconnected) && !closed) {
            rest(DISCONNECTED);
        }
    }

    /** Closes the connection and dials no more. */
    public void close() {
        closed = true;
        dialler.forget();
        become(new RemoteState.Closed());
        if (connection != null) {
            connection.close(CloseCode.OK, "client is done");
        }
    }

    /**
     * Asks for a device; fails with {@link RefusedException}, or when not connected.
     *
     * @param queue hears if the request has to wait
     */
    public CompletionStage<LeaseGrant> attach(LeaseRequest wanted, QueueListener queue) {
        RemoteSession current = session;
        if (current == null) {
            return CompletableFuture.failedStage(new IllegalStateException("not connected to " + address.name()));
        }
        return current.attach(wanted, queue).thenApply(answer -> {
            if (answer instanceof ControlMessage.Attached attached) {
                return new LeaseGrant(attached.lease(), attached.device(), attached.descriptors());
            }
            throw new IllegalStateException("the server answered Attach with something else");
        });
    }

    /** Gives a lease back; unknown and ended ones are ignored, as they are when not connected. */
    public void detach(LeaseId lease) {
        if (session != null) {
            session.detachQuietly(lease);
        }
    }

    private void dialAnew() {
        failures = 0;
        dial();
    }

    private void dial() {
        become(new RemoteState.Connecting(failures + 1));
        var handler = new Handler();
        dialler.dial(address, handler, (made, failure) -> {
            if (made == null) {
                retry(failure);
            } else if (handler.end != null) {
                retry(CloseWords.of(handler.end, hello));
            } else {
                greet(made);
            }
        });
    }

    private void greet(PeerConnection made) {
        var watch = new PathWatch(made, Clock.systemUTC());
        var started = new RemoteSession(made, hello, secret, watch, new SessionEvents());
        connection = made;
        path = watch;
        session = started;
        made.openStream(StreamPriority.CONTROL, new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(ControlDecoder.ofServerRecords(), new ControlEncoder(), started);
                    }
                })
                .exceptionally(failure -> {
                    made.close(CloseCode.INTERNAL, "no control stream");
                    return null;
                });
    }

    /** Says so before what was asked of the connection fails, so that everybody knows why it does. */
    private void ended(String reason) {
        RemoteSession over = session;
        boolean worked = over != null && over.isWelcomed();
        session = null;
        path = null;
        connection = null;
        if (!closed) {
            if (redeeming) {
                redeeming = false;
                become(new RemoteState.Waiting("a ticket is being redeemed", Duration.ZERO));
                dialAnew();
            } else if (!wanted) {
                rest(DISCONNECTED);
            } else if (worked && !mode.staysConnected()) {
                rest(reason);
            } else {
                retry(reason);
            }
        }
        if (over != null) {
            over.ended(reason);
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very wait, not an equal one
    private boolean isStill(RemoteState.Waiting waiting) {
        return state == waiting;
    }

    /** No dial follows. */
    private void rest(String reason) {
        dialler.forget();
        wanted = false;
        LOG.atInfo().addKeyValue("server", address.name()).log("Disconnected: {}", reason);
        become(new RemoteState.Disconnected(reason));
    }

    private void retry(String reason) {
        failures++;
        if (!mode.staysConnected()) {
            rest(reason);
            return;
        }
        Duration wait = backoff.after(failures);
        LOG.atWarn()
                .addKeyValue("server", address.name())
                .addKeyValue("peer", address.nodeId().toShortString())
                .addKeyValue("retryInMillis", wait.toMillis())
                .log("Not connected: {}", reason);
        var waiting = new RemoteState.Waiting(reason, wait);
        become(waiting);
        executor()
                .schedule(
                        () -> {
                            if (isStill(waiting)) {
                                dial();
                            }
                        },
                        wait.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("ReferenceEquality") // this very session, not an equal one
    private void forgetFailuresOnceSteady(@Nullable RemoteSession welcomed) {
        executor()
                .schedule(
                        () -> {
                            if (session == welcomed) {
                                failures = 0;
                            }
                        },
                        STEADY.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void settle(boolean accepted) {
        if (secret != null) {
            secret = null;
            listener.redeemed(this, accepted);
        }
    }

    /** The transport has checked that whoever answered is the node that we knew. */
    private void followIdentity() {
        NodeId old = address.nodeId();
        if (connection != null && !connection.peer().equals(old)) {
            address = address.withNodeId(connection.peer());
            LOG.atWarn()
                    .addKeyValue("server", address.name())
                    .addKeyValue("peer", connection.peer())
                    .log("The server has a new key, vouched for by its old one {}", old);
            listener.identityFollowed(this, old);
        }
    }

    private void become(RemoteState next) {
        state = next;
        listener.stateChanged(this, next);
    }

    private final class SessionEvents implements RemoteSession.Events {

        @Override
        public void welcomed(ControlMessage.Welcome welcome) {
            forgetFailuresOnceSteady(session);
            settle(true);
            followIdentity();
            LOG.atInfo()
                    .addKeyValue("server", address.name())
                    .addKeyValue("peer", address.nodeId().toShortString())
                    .log("Connected");
            become(new RemoteState.Connected(welcome.nodeName(), welcome.software()));
        }

        @Override
        public void catalogChanged() {
            listener.catalogChanged(RemoteServer.this);
        }

        @Override
        public void leaseEnded(ControlMessage.LeaseEnded ended) {
            listener.leaseEnded(RemoteServer.this, ended.lease(), ended.code(), ended.detail());
        }

        @Override
        public void leaseWanted(ControlMessage.LeaseWanted wanted) {
            listener.leaseWanted(RemoteServer.this, wanted.lease(), wanted.waiting(), wanted.detail());
        }

        @Override
        public void leaseEnding(ControlMessage.LeaseEnding ending) {
            listener.leaseEnding(RemoteServer.this, ending.lease(), ending.seconds(), ending.code(), ending.detail());
        }
    }

    private final class Handler implements PeerHandler {

        /** How the connection ended, in case that comes before the news that it was made. */
        private @Nullable CloseReason end;

        @Override
        public ChannelHandler acceptStream(PeerConnection from) {
            // Servers open no streams in this version; one that does gets its stream closed, nothing else.
            return new ChannelHandlerAdapter() {
                @Override
                public void handlerAdded(ChannelHandlerContext context) {
                    context.close();
                }
            };
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // this very connection, not an equal one
        public void closed(PeerConnection from, CloseReason reason) {
            end = reason;
            if (from == connection) {
                if (reason instanceof CloseReason.ByPeer(var code, var detail) && code == CloseCode.TICKET_INVALID) {
                    settle(false);
                }
                ended(CloseWords.of(reason, hello));
            }
        }
    }
}
