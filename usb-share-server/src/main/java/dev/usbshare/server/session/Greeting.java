package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.AddressText;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.server.access.AccessDecision;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.session.SessionListener.Denial;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlDecoder;
import dev.usbshare.wire.ControlEncoder;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.ProtocolException;
import dev.usbshare.wire.WireProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection before its session: takes a ticket if one comes, then Hello, and decides who may stay. A node that is not
 * approved costs a handshake, one stream and two records, and learns nothing but that.
 *
 * <p>Handles the connection to its end: once there is a session, on its behalf.
 *
 * <p><b>Confinement</b>: the connection's executor, except for {@link #close}.
 */
final class Greeting implements PeerHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    /** A peer that has connected has its Hello ready; more only helps one that wants to hold connections open. */
    private static final int HELLO_SECONDS = 5;

    /** What a client may say before it is answered, beginning with its first requests. */
    private static final int MAX_HELD_RECORDS = 64;

    private final PeerConnection connection;
    private final SessionContext context;
    private final SessionRegistry registry;
    private final Runnable leave;
    private final ArrayDeque<ControlMessage.FromClient> held = new ArrayDeque<>();
    private final ControlRecords records = new ControlRecords();

    /** The control stream, once the peer has opened it. */
    private @Nullable Channel control;

    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Session session;

    /** Something is being stored or looked up; records wait. */
    private boolean busy;

    private boolean approved;
    private boolean redeemed;
    private boolean hello;
    private boolean over;

    /** @param leave called once, when the connection is nothing but a session, or gone */
    Greeting(PeerConnection connection, SessionContext context, SessionRegistry registry, Runnable leave) {
        this.connection = connection;
        this.context = context;
        this.registry = registry;
        this.leave = leave;
    }

    void begin(AccessDecision decision) {
        approved = decision instanceof AccessDecision.Granted;
        timer = connection.executor().schedule(this::tooLate, HELLO_SECONDS, TimeUnit.SECONDS);
        if (!approved && !connection.history().isEmpty()) {
            await(
                    context.peers().follow(peer(), connection.history()),
                    followed -> approved = followed instanceof AccessDecision.Granted);
        }
    }

    void close(CloseCode code, String detail) {
        connection.close(code, detail);
    }

    private NodeId peer() {
        return connection.peer();
    }

    private void tooLate() {
        if (hello) {
            close(CloseCode.INTERNAL, "the server takes too long to record this connection; try again");
        } else {
            close(CloseCode.HELLO_EXPECTED, "no Hello within " + HELLO_SECONDS + " s");
        }
    }

    @Override
    public ChannelHandler acceptStream(PeerConnection connection) {
        if (session != null) {
            return session.acceptStream();
        }
        if (over) {
            return new ChannelInboundHandlerAdapter();
        }
        if (control != null) {
            failed(new ProtocolException(CloseCode.HELLO_EXPECTED, "a second stream before Welcome"));
            return new ChannelInboundHandlerAdapter();
        }
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                control = channel;
                channel.pipeline().addLast(new ControlEncoder(), ControlDecoder.ofClientRecords(), records);
            }
        };
    }

    private void received(ControlMessage.FromClient message) {
        if (held.size() >= MAX_HELD_RECORDS) {
            throw new ProtocolException(CloseCode.LIMIT_EXCEEDED, "too many records before Welcome");
        }
        held.add(message);
        goOn();
    }

    /** Takes what came, in order, while nothing has to be waited for. */
    private void goOn() {
        while (!busy && !over && session == null && !held.isEmpty()) {
            switch (held.poll()) {
                case ControlMessage.Redeem redeem -> redeem(redeem);
                case ControlMessage.Hello greeting -> hello(greeting);
                case null, default -> throw new ProtocolException(CloseCode.HELLO_EXPECTED, "a record before Hello");
            }
        }
    }

    private void redeem(ControlMessage.Redeem redeem) {
        if (redeemed) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "a second ticket");
        }
        redeemed = true;
        await(context.peers().redeem(peer(), redeem.secret(), connection.remoteAddress()), decision -> {
            switch (decision) {
                case AccessDecision.Granted granted -> approved = true;
                case AccessDecision.Unknown(var reason) -> ticketRefused(reason);
                case AccessDecision.Denied(var reason) -> ticketRefused(reason);
            }
        });
    }

    private void ticketRefused(String reason) {
        context.sessionListener().peerDenied(Denial.TICKET);
        close(CloseCode.TICKET_INVALID, reason);
    }

    private void hello(ControlMessage.Hello greeting) {
        hello = true;
        switch (context.peers().decide(peer())) {
            case AccessDecision.Granted(var peer) -> admit(greeting);
            case AccessDecision.Unknown(var reason) -> {
                context.peers().asked(peer(), greeting.nodeName(), connection.remoteAddress());
                registry.turnAway(connection, Denial.UNKNOWN, reason);
            }
            case AccessDecision.Denied(var reason) -> registry.deny(connection, Denial.DENIED, reason);
        }
    }

    private void admit(ControlMessage.Hello greeting) {
        if (!greeting.versions().contains(WireProtocol.VERSION)) {
            throw new ProtocolException(
                    CloseCode.VERSION_MISMATCH,
                    "this server speaks version " + WireProtocol.VERSION + ", the client " + greeting.versions()
                            + "; update the older one");
        }
        String address = AddressText.of(connection.remoteAddress());
        await(context.audit().append(new ServerEvent.SessionOpened(peer().toString(), address)), recorded -> {
            switch (context.peers().decide(peer())) {
                case AccessDecision.Granted(var peer) -> open(peer, greeting);
                // Revoked this very moment.
                case AccessDecision.Unknown(var reason) -> registry.turnAway(connection, Denial.UNKNOWN, reason);
                case AccessDecision.Denied(var reason) -> registry.deny(connection, Denial.DENIED, reason);
            }
        });
    }

    private void open(ApprovedPeer peer, ControlMessage.Hello greeting) {
        Channel stream = control;
        if (stream == null) {
            return;
        }
        settled();
        Session opened = registry.open(connection, peer, greeting);
        session = opened;
        stream.pipeline().replace(records, null, opened.control());
        opened.begin();
        while (!held.isEmpty()) {
            opened.received(held.remove());
        }
    }

    /** Waits for an answer, then goes on with what came meanwhile. */
    private <T> void await(CompletionStage<T> stage, Consumer<T> then) {
        busy = true;
        stage.whenComplete((result, failure) -> {
            if (connection.executor().inEventLoop()) {
                answered(result, failure, then);
            } else {
                connection.executor().execute(() -> answered(result, failure, then));
            }
        });
    }

    private <T> void answered(T result, @Nullable Throwable failure, Consumer<T> then) {
        busy = false;
        if (over) {
            return;
        }
        if (failure != null) {
            LOG.atError()
                    .addKeyValue("peer", peer().toShortString())
                    .addKeyValue("error", failure.getMessage())
                    .log("A peer is not let in: what it came with could not be stored");
            close(CloseCode.INTERNAL, "the server cannot record this connection; its log says why");
            return;
        }
        try {
            then.accept(result);
            goOn();
        } catch (ProtocolException e) {
            failed(e);
        }
    }

    private void failed(ProtocolException cause) {
        if (over) {
            return;
        }
        context.sessionListener().protocolBroken();
        if (approved) {
            LOG.atWarn()
                    .addKeyValue("peer", peer().toShortString())
                    .addKeyValue("error", cause.getMessage())
                    .log("Peer broke the protocol before its session; closing its connection");
        }
        close(cause.code(), cause.detail());
    }

    @Override
    public void closed(PeerConnection connection, CloseReason reason) {
        over = true;
        settled();
        registry.greeted(this);
        if (session != null) {
            session.closed(reason);
        }
    }

    private void settled() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
            leave.run();
        }
    }

    /** The control stream's end until the session takes it over. */
    private final class ControlRecords extends SimpleChannelInboundHandler<ControlMessage.FromClient> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ControlMessage.FromClient message) {
            if (!over) {
                received(message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            switch (cause) {
                case ProtocolException e -> failed(e);
                case RuntimeException e -> {
                    LOG.atError().setCause(e).log("A greeting could not be handled");
                    close(CloseCode.INTERNAL, "");
                }
                default -> ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            close(CloseCode.OK, "the control stream ended");
        }
    }
}
