package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PeerAcceptor;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.server.access.AccessDecision;
import dev.usbshare.server.engine.UrbMemory;
import dev.usbshare.wire.CloseCode;
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
 * All sessions: takes each new connection, decides who may come in, and lets a peer's newest session replace its older
 * one.
 *
 * <p><b>Confinement</b>: {@link #accept} on the transport's executor; the rest is thread-safe.
 */
public final class SessionRegistry implements PeerAcceptor {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);

    private final SessionContext context;
    private final Set<Session> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<NodeId, Session> welcomed = new ConcurrentHashMap<>();
    private final DenialLog denials;
    private final UrbMemory memory = UrbMemory.ofThisProcess();
    private long lastNumber;
    private volatile boolean stopping;

    public SessionRegistry(SessionContext context) {
        this.context = context;
        this.denials = new DenialLog(context.clock());
    }

    @Override
    public PeerHandler accept(PeerConnection connection) {
        if (stopping) {
            connection.close(CloseCode.SHUTTING_DOWN, "the server is stopping");
            return new TurnedAway();
        }
        return switch (context.peers().decide(connection.peer())) {
            case AccessDecision.Denied denied -> {
                context.sessionListener().peerDenied();
                denials.log(connection);
                connection.close(CloseCode.PEER_NOT_APPROVED, denied.reason());
                yield new TurnedAway();
            }
            case AccessDecision.Granted granted -> {
                var session = new Session(++lastNumber, connection, granted.peer(), context, memory, this);
                all.add(session);
                session.begin();
                yield session;
            }
        };
    }

    /** A session said Welcome: it is the peer's only one now. */
    void welcomed(Session session) {
        Session older = welcomed.put(session.peer(), session);
        context.sessionListener().sessionOpened();
        if (older != null) {
            older.close(CloseCode.REPLACED, "a newer connection of this node replaced this one");
        }
    }

    /** A session gave back everything it had. */
    void ended(Session session, boolean wasWelcomed) {
        all.remove(session);
        welcomed.remove(session.peer(), session);
        if (wasWelcomed) {
            context.sessionListener().sessionClosed();
        }
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
}
