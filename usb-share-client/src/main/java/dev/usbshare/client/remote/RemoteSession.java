package dev.usbshare.client.remote;

import dev.usbshare.identity.PairingSecret;
import dev.usbshare.quic.PathWatch;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.ControlMessage.FromServer;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import dev.usbshare.wire.WireLimits;
import dev.usbshare.wire.WireProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's side of one connection: says Hello, keeps the catalog, matches answers to requests, pings.
 *
 * <p><b>Confinement</b>: the connection's executor.
 */
final class RemoteSession extends SimpleChannelInboundHandler<FromServer> {

    /** Often enough that an idle connection never meets QUIC's idle timeout, with two pings lost. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(2);

    /** Longer than a server gives itself (5 s), and shorter than QUIC's idle time-out, so that people read the reason. */
    private static final Duration WELCOME_TIMEOUT = Duration.ofSeconds(7);

    /** Longer than a server takes to open or give back a device. A request that it queued may take longer. */
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(30);

    /** Longer than QUIC's idle timeout: a lost path is told as such, this is about a server that is stuck. */
    private static final Duration PING_PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RemoteSession.class);

    /** Hears what the session finds out. */
    interface Events {
        void welcomed(ControlMessage.Welcome welcome);

        void catalogChanged();

        void leaseEnded(ControlMessage.LeaseEnded ended);

        void leaseWanted(ControlMessage.LeaseWanted wanted);

        void leaseEnding(ControlMessage.LeaseEnding ending);
    }

    private final PeerConnection connection;
    private final ControlMessage.Hello hello;
    private final @Nullable PairingSecret secret;
    private final PathWatch path;
    private final Events events;
    private final PendingRequests pending;
    private final TreeMap<BusId, UsbDeviceInfo> catalog = new TreeMap<>();
    private final Map<BusId, ControlMessage.DeviceStatus> statuses = new HashMap<>();
    private final Map<Integer, QueueListener> queues = new HashMap<>();
    private @Nullable Channel control;
    private @Nullable Future<?> pings;
    private boolean welcomed;

    /** @param secret a ticket's, to be redeemed before Hello; null if none is open */
    RemoteSession(
            PeerConnection connection,
            ControlMessage.Hello hello,
            @Nullable PairingSecret secret,
            PathWatch path,
            Events events) {
        this.connection = connection;
        this.hello = hello;
        this.secret = secret;
        this.path = path;
        this.events = events;
        this.pending = new PendingRequests(connection.executor());
    }

    List<UsbDeviceInfo> catalog() {
        return List.copyOf(catalog.values());
    }

    /** What the server says of a device besides itself; null if nothing. */
    ControlMessage.@Nullable DeviceStatus status(BusId busId) {
        return statuses.get(busId);
    }

    boolean isWelcomed() {
        return welcomed;
    }

    /** Asks for a lease; as {@link #request}. */
    CompletionStage<FromServer> attach(LeaseRequest wanted, QueueListener queue) {
        return request(number -> {
                    queues.put(number, queue);
                    return new ControlMessage.Attach(number, wanted.busId(), wanted.mode(), wanted.pin());
                })
                .whenComplete((answer, failure) -> queues.values().remove(queue));
    }

    /** Asks for something; the stage fails with {@link RefusedException}, in time, or when the connection ends. */
    CompletionStage<FromServer> request(IntFunction<ControlMessage.FromClient> message) {
        return send(message, REQUEST_PATIENCE)
                .thenCompose(a -> a instanceof ControlMessage.Refused refused
                        ? CompletableFuture.failedStage(new RefusedException(refused.code(), refused.detail()))
                        : CompletableFuture.completedStage(a));
    }

    private CompletableFuture<FromServer> send(IntFunction<ControlMessage.FromClient> message, Duration patience) {
        var answer = new CompletableFuture<FromServer>();
        if (control == null || !welcomed) {
            answer.completeExceptionally(new IllegalStateException("not connected"));
            return answer;
        }
        int number;
        try {
            number = pending.register(answer, patience);
        } catch (IllegalStateException e) {
            answer.completeExceptionally(e);
            return answer;
        }
        control.writeAndFlush(message.apply(number)).addListener(written -> {
            if (!written.isSuccess()) {
                pending.fail(number, written.cause());
            }
        });
        return answer;
    }

    /** Gives a lease back without waiting for the answer. */
    void detachQuietly(LeaseId lease) {
        request(number -> new ControlMessage.Detach(number, lease)).exceptionally(failure -> null);
    }

    /** The connection is gone: whatever was asked fails. */
    void ended(String reason) {
        welcomed = false;
        catalog.clear();
        if (pings != null) {
            pings.cancel(false);
        }
        pending.failAll(new IllegalStateException("connection ended: " + reason));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        control = context.channel();
        if (secret != null) {
            context.write(new ControlMessage.Redeem(secret));
        }
        context.writeAndFlush(hello);
        context.executor()
                .schedule(
                        () -> {
                            if (!welcomed) {
                                connection.close(CloseCode.HELLO_EXPECTED, "no Welcome came");
                            }
                        },
                        WELCOME_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FromServer message) {
        if (!welcomed && !(message instanceof ControlMessage.Welcome)) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "a record before Welcome");
        }
        switch (message) {
            case ControlMessage.Welcome welcome -> welcome(context, welcome);
            case ControlMessage.Catalog all -> {
                catalog.clear();
                statuses.clear();
                all.devices().forEach(d -> catalog.put(d.busId(), d));
                events.catalogChanged();
            }
            case ControlMessage.DeviceArrived arrived -> arrived(arrived.device());
            case ControlMessage.DeviceLeft left -> {
                statuses.remove(left.busId());
                catalog.remove(left.busId());
                events.catalogChanged();
            }
            case ControlMessage.DeviceStatus status -> status(status);
            case ControlMessage.Attached attached -> {
                if (!pending.answer(attached.request(), attached)) {
                    detachQuietly(attached.lease());
                }
            }
            case ControlMessage.Detached detached -> pending.answer(detached.request(), detached);
            case ControlMessage.Refused refused -> pending.answer(refused.request(), refused);
            case ControlMessage.Pong pong -> pending.answer(pong.request(), pong);
            case ControlMessage.LeaseEnded ended -> events.leaseEnded(ended);
            case ControlMessage.Queued queued -> queued(queued);
            case ControlMessage.LeaseWanted wanted -> events.leaseWanted(wanted);
            case ControlMessage.LeaseEnding ending -> events.leaseEnding(ending);
            case ControlMessage.Paths(var signal) -> connection.onPathSignal(signal);
            case ControlMessage.Unknown(var kind) -> context.writeAndFlush(new ControlMessage.Unsupported(kind));
            case ControlMessage.Unsupported(var kind) -> {
                // Only optional records can meet an older server; it goes on without them.
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ProtocolException broken) {
            connection.close(broken.code(), broken.detail());
        } else {
            LOG.atError()
                    .addKeyValue("peer", connection.peer().toShortString())
                    .setCause(cause)
                    .log("The control stream failed");
            connection.close(CloseCode.INTERNAL, "control stream failed");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.close(CloseCode.OK, "control stream ended");
        context.fireChannelInactive();
    }

    private void welcome(ChannelHandlerContext context, ControlMessage.Welcome welcome) {
        if (welcomed) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "a second Welcome");
        }
        if (!hello.versions().contains(welcome.version())) {
            throw new ProtocolException(
                    CloseCode.VERSION_MISMATCH, "version " + welcome.version() + " was not offered");
        }
        welcomed = true;
        pings = context.executor()
                .scheduleAtFixedRate(
                        this::ping, PING_INTERVAL.toMillis(), PING_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        path.look();
        if (welcome.features().contains(WireProtocol.FEATURE_PATHS)
                && hello.features().contains(WireProtocol.FEATURE_PATHS)) {
            connection.openPaths(signal -> context.writeAndFlush(new ControlMessage.Paths(signal)));
        }
        events.welcomed(welcome);
    }

    /** Of devices in the catalog only, so that the catalog's bound holds for this too. */
    private void status(ControlMessage.DeviceStatus status) {
        if (catalog.containsKey(status.busId())) {
            statuses.put(status.busId(), status);
            events.catalogChanged();
        }
    }

    private void queued(ControlMessage.Queued queued) {
        pending.stopClock(queued.request());
        QueueListener listener = queues.get(queued.request());
        if (listener != null) {
            listener.queued(queued.position(), queued.holder(), () -> cancel(queued.request()));
        }
    }

    private void cancel(int request) {
        if (control != null && queues.containsKey(request)) {
            control.writeAndFlush(new ControlMessage.Cancel(request));
        }
    }

    private void arrived(UsbDeviceInfo device) {
        if (catalog.size() >= WireLimits.MAX_CATALOG_DEVICES && !catalog.containsKey(device.busId())) {
            throw new ProtocolException(CloseCode.LIMIT_EXCEEDED, "more devices than a catalog holds");
        }
        catalog.put(device.busId(), device);
        events.catalogChanged();
    }

    private void ping() {
        path.look();
        send(ControlMessage.Ping::new, PING_PATIENCE).whenComplete((pong, failure) -> {
            if (failure instanceof TimeoutException) {
                connection.close(CloseCode.OK, "no answer to a ping for " + PING_PATIENCE.toSeconds() + " s");
            }
        });
    }
}
