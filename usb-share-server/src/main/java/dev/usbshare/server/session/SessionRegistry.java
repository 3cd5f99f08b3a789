package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PeerAcceptor;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.server.access.AccessDecision;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.PeerListener;
import dev.usbshare.server.engine.UrbMemory;
import dev.usbshare.server.session.SessionListener.Denial;
import dev.usbshare.service.limits.KeyedBuckets;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sessions: takes each new connection, decides who may come in, lets a peer's newest session replace its older one, and
 * ends the sessions of peers whose approval ends.
 *
 * <p><b>Confinement</b>: {@link #accept} on the transport's executor; the rest is thread-safe.
 */
public final class SessionRegistry implements PeerAcceptor {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);
    private static final String CROWDED =
            "this server does not know this node, and too many unknown ones ask; try again later";

    /** Each coming of an approved peer is recorded: it must not be able to fill the audit log. */
    private static final int COMINGS = 60;

    private static final double COMINGS_PER_SECOND = 0.5;

    private final SessionContext context;
    private final Set<Greeting> greetings = ConcurrentHashMap.newKeySet();
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<NodeId, Session> welcomed = new ConcurrentHashMap<>();
    private final DenialLog denials;
    private final Strangers strangers;
    private final KeyedBuckets<NodeId> comings;
    private final AttachLog attachLog;
    private final UrbMemory memory = UrbMemory.ofThisProcess();
    private long lastNumber;
    private volatile boolean stopping;

    public SessionRegistry(SessionContext context) {
        this.context = context;
        this.denials = new DenialLog(context.clock());
        this.strangers = new Strangers(context.clock());
        this.comings = new KeyedBuckets<>(context.clock(), COMINGS, COMINGS_PER_SECOND);
        context.peers().addListener(new Approvals());
        this.attachLog = new AttachLog(context.audit(), context.clock());
        context.policies().addListener(context.leases()::reviewAll);
        context.catalog().addListener(new Departures(context.leases()));
    }

    @Override
    public PeerHandler accept(PeerConnection connection) {
        if (stopping) {
            connection.close(CloseCode.SHUTTING_DOWN, "the server is stopping");
            return new TurnedAway();
        }
        AccessDecision decision = context.peers().decide(connection.peer());
        return switch (decision) {
            case AccessDecision.Denied(var reason) -> {
                deny(connection, Denial.DENIED, reason);
                yield new TurnedAway();
            }
            case AccessDecision.Unknown unknown
            when !strangers.enter(connection.remoteAddress()) -> {
                context.peers().turnedAway();
                turnAway(connection, Denial.CROWDED, CROWDED);
                yield new TurnedAway();
            }
            case AccessDecision.Unknown unknown -> greet(connection, decision, strangers::leave);
            case AccessDecision.Granted granted
            when !comings.take(connection.peer()) -> {
                context.sessionListener().peerDenied(Denial.TOO_OFTEN);
                connection.close(CloseCode.LIMIT_EXCEEDED, "this node comes back too often; it must wait a minute");
                yield new TurnedAway();
            }
            case AccessDecision.Granted granted -> greet(connection, decision, () -> {});
        };
    }

    private Greeting greet(PeerConnection connection, AccessDecision decision, Runnable leave) {
        var greeting = new Greeting(connection, context, this, leave);
        greetings.add(greeting);
        greeting.begin(decision);
        return greeting;
    }

    /** Closes the connection of a peer that is not approved. */
    void turnAway(PeerConnection connection, Denial why, String reason) {
        denials.log(connection);
        deny(connection, why, reason);
    }

    /** As {@link #turnAway}, silently: a person knows of it. */
    void deny(PeerConnection connection, Denial why, String reason) {
        context.sessionListener().peerDenied(why);
        connection.close(CloseCode.PEER_NOT_APPROVED, reason);
    }

    /** A connection is past its greeting, one way or the other. */
    void greeted(Greeting greeting) {
        greetings.remove(greeting);
    }

    /** The session of a peer that was greeted. */
    Session open(PeerConnection connection, ApprovedPeer peer, ControlMessage.Hello hello) {
        var session = new Session(++lastNumber, connection, peer, hello, context, memory, attachLog, this);
        all.add(session);
        return session;
    }

    /** A session says Welcome: it is the peer's only one now. */
    void welcomed(Session session) {
        Session older = welcomed.put(session.peer(), session);
        context.sessionListener()
                .sessionOpened(session.peer(), session.approval().name(), session::path);
        if (older != null) {
            older.close(CloseCode.REPLACED, "a newer connection of this node replaced this one");
        }
        // Whoever took the approval back since it was looked at did not see this session.
        switch (context.peers().decide(session.peer())) {
            case AccessDecision.Granted(var peer) -> session.approvalChanged(peer);
            case AccessDecision.Unknown(var reason) -> session.close(CloseCode.APPROVAL_ENDED, reason);
            case AccessDecision.Denied(var reason) -> session.close(CloseCode.APPROVAL_ENDED, reason);
        }
    }

    /** A session gave back everything it had. */
    void ended(Session session) {
        all.remove(session);
        welcomed.remove(session.peer(), session);
        context.sessionListener().sessionClosed(session.peer());
    }

    /** The welcomed sessions, in the order of their numbers. */
    public List<SessionInfo> sessions() {
        return welcomed.values().stream()
                .map(Session::info)
                .sorted(Comparator.comparingLong(SessionInfo::session))
                .toList();
    }

    /** Says goodbye to every peer, and admits no new one. The stage ends when every device is given back. */
    public CompletionStage<Void> stop() {
        stopping = true;
        LOG.atDebug().addKeyValue("sessions", all.size()).log("Closing all sessions");
        greetings.forEach(greeting -> greeting.close(CloseCode.SHUTTING_DOWN, "the server is stopping"));
        return CompletableFuture.allOf(all.stream()
                .map(session -> {
                    session.close(CloseCode.SHUTTING_DOWN, "the server is stopping");
                    return session.whenEnded().toCompletableFuture();
                })
                .toArray(CompletableFuture[]::new));
    }

    /** A connection that is already being closed. */
    private static final class TurnedAway implements PeerHandler {
        @Override
        public ChannelHandler acceptStream(PeerConnection connection) {
            return new ChannelInboundHandlerAdapter();
        }

        @Override
        public void closed(PeerConnection connection, CloseReason reason) {}
    }

    /** Brings what becomes of approvals to their sessions. */
    private final class Approvals implements PeerListener {
        @Override
        public void peerChanged(ApprovedPeer peer) {
            Session session = welcomed.get(peer.id());
            if (session != null) {
                session.execute(() -> session.approvalChanged(peer));
            }
        }

        @Override
        public void peerEnded(NodeId peer, String reason) {
            Session session = welcomed.get(peer);
            if (session != null) {
                session.close(CloseCode.APPROVAL_ENDED, reason);
            }
        }
    }
}
