package dev.usbshare.client.remote;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.quic.CloseReason;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
 * <p><b>Confinement</b>: the transport's executor, except {@link #state()}, which any thread may read.
 */
public final class RemoteServer {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteServer.class);

    private final ControlMessage.Hello hello;
    private final PeerTransport transport;
    private final Backoff backoff;
    private final RemoteListener listener;
    private final HostResolver resolver;
    private volatile RemoteAddress address;
    private volatile RemoteState state = new RemoteState.Connecting(1);
    private int failures;
    private boolean closed;
    private @Nullable PairingSecret secret;
    private @Nullable PeerConnection connection;
    private @Nullable RemoteSession session;

    public RemoteServer(
            RemoteAddress address,
            ControlMessage.Hello hello,
            PeerTransport transport,
            Backoff backoff,
            RemoteListener listener) {
        this(address, hello, transport, backoff, listener, HostResolver.SYSTEM);
    }

    RemoteServer(
            RemoteAddress address,
            ControlMessage.Hello hello,
            PeerTransport transport,
            Backoff backoff,
            RemoteListener listener,
            HostResolver resolver) {
        this.address = address;
        this.hello = hello;
        this.transport = transport;
        this.backoff = backoff;
        this.listener = listener;
        this.resolver = resolver;
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

    /** The live connection, for its statistics. */
    public @Nullable PeerConnection connection() {
        return connection;
    }

    /** Redeems a ticket at the next connection. Before {@link #start}. */
    public void redeem(PairingSecret ticketSecret) {
        secret = ticketSecret;
    }

    /** Begins to dial. Called once. */
    public void start() {
        dial();
    }

    /** Closes the connection and dials no more. */
    public void close() {
        closed = true;
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

    private void dial() {
        become(new RemoteState.Connecting(failures + 1));
        InetSocketAddress target = address.address(failures);
        resolver.resolve(target.getHostString()).whenComplete((found, failure) -> {
            if (executor().inEventLoop()) {
                resolved(target, found, failure);
            } else {
                executor().execute(() -> resolved(target, found, failure));
            }
        });
    }

    private void resolved(InetSocketAddress target, @Nullable InetAddress found, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (found == null) {
            LOG.atDebug()
                    .addKeyValue("server", address.name())
                    .setCause(failure)
                    .log("Not resolved");
            retry("cannot resolve " + target.getHostString() + "; check the name or use an address");
            return;
        }
        dial(new InetSocketAddress(found, target.getPort()));
    }

    private void dial(InetSocketAddress target) {
        var handler = new Handler();
        transport.dial(address.nodeId(), target, handler).whenComplete((made, failure) -> {
            if (failure != null) {
                Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
                retry(String.valueOf(cause.getMessage()));
            } else if (closed) {
                made.close(CloseCode.OK, "client is done");
            } else if (handler.end != null) {
                retry(describe(handler.end, hello));
            } else {
                greet(made);
            }
        });
    }

    private void greet(PeerConnection made) {
        var started = new RemoteSession(made, hello, secret, new SessionEvents());
        connection = made;
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

    private void ended(String reason) {
        RemoteSession over = session;
        session = null;
        connection = null;
        if (over != null) {
            over.ended(reason);
        }
        if (!closed) {
            retry(reason);
        }
    }

    private void retry(String reason) {
        if (closed) {
            return;
        }
        failures++;
        Duration wait = backoff.after(failures);
        LOG.atWarn()
                .addKeyValue("server", address.name())
                .addKeyValue("peer", address.nodeId().toShortString())
                .addKeyValue("retryInMillis", wait.toMillis())
                .log("Not connected: {}", reason);
        become(new RemoteState.Waiting(reason, wait));
        executor()
                .schedule(
                        () -> {
                            if (!closed) {
                                dial();
                            }
                        },
                        wait.toMillis(),
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

    /** What a person should read about the end of a connection. */
    private static String describe(CloseReason reason, ControlMessage.Hello hello) {
        return switch (reason) {
            case CloseReason.ByPeer(var code, var detail) ->
                switch (code) {
                    case PEER_NOT_APPROVED ->
                        "the server does not know this client: ask its operator to approve the node id that"
                                + " 'usb-share-client --node-id' prints";
                    case TICKET_INVALID ->
                        "the ticket is used up, expired or withdrawn: ask the server's operator for a new one";
                    case APPROVAL_ENDED ->
                        "the server's operator took this client's approval back, or it expired"
                                + (detail.isBlank() ? "" : " (" + detail + ")");
                    case VERSION_MISMATCH ->
                        "no protocol version in common (ours: " + hello.versions() + "): update the older side";
                    case SHUTTING_DOWN -> "the server is stopping";
                    case REPLACED -> "another connection with this client's key replaced this one";
                    default -> "closed by the server: " + code + (detail.isBlank() ? "" : " (" + detail + ")");
                };
            case CloseReason.ByUs(var code, var detail) -> "closed here: " + code + " (" + detail + ")";
            case CloseReason.TimedOut() -> "nothing heard from the server";
            case CloseReason.Failed(var detail) -> "connection failed: " + detail;
        };
    }

    private final class SessionEvents implements RemoteSession.Events {

        @Override
        public void welcomed(ControlMessage.Welcome welcome) {
            failures = 0;
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
                ended(describe(reason, hello));
            }
        }
    }
}
