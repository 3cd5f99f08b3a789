package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.quic.SettableClock;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.usb.DevicePattern;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The room over a real database in memory, with time that a test moves; what blocks runs at once. */
final class AccessFixture implements AutoCloseable {

    static final NodeId ALICE = node(1);
    static final NodeId BOB = node(2);
    static final NodeId CAROL = node(3);
    static final NodeId SETTLED = node(9);
    static final SocketAddress HERE = address(1);

    final TestStore store = TestStore.inMemory("server");
    final ManualEventExecutor timers = new ManualEventExecutor();
    final SettableClock clock = SettableClock.following(timers.clock()).set(Instant.parse("2026-11-22T12:00:00Z"));
    final List<AuditEvent> recorded = new CopyOnWriteArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    volatile boolean auditFails;
    AccessRoom room = open();

    static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        Arrays.fill(key, (byte) number);
        key[0] = (byte) (number >> 8);
        return NodeId.of(key);
    }

    static SocketAddress address(int number) {
        try {
            byte[] ip = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
            return new InetSocketAddress(InetAddress.getByAddress(ip), 4242);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static PeerTerms terms(String name, String... grants) {
        return new PeerTerms(
                name, "", Arrays.stream(grants).map(DevicePattern::parse).toList(), Optional.empty(), false);
    }

    private AccessRoom open() {
        var opened = new AccessRoom(
                store.jdbc(),
                store.transactions(),
                this::append,
                clock,
                new ApprovedPeers(List.of(new ApprovedPeer(SETTLED, "settled"))),
                timers,
                Runnable::run);
        opened.addListener(new PeerListener() {
            @Override
            public void peerChanged(ApprovedPeer peer) {
                heard.add("changed " + peer.name());
            }

            @Override
            public void peerEnded(NodeId peer, String reason) {
                heard.add("ended " + peer.toShortString() + ": " + reason);
            }

            @Override
            public void peerFollowed(NodeId old, NodeId replacement) {
                heard.add(replacement.toShortString() + " was " + old.toShortString());
            }
        });
        return opened;
    }

    /** As the next start of the service. */
    void restart() {
        room.close();
        room = open();
    }

    private CompletionStage<Void> append(AuditEvent event) {
        if (auditFails) {
            return CompletableFuture.failedFuture(new IllegalStateException("No space left on device"));
        }
        recorded.add(event);
        return CompletableFuture.allOf();
    }

    /** Timers and clock together. */
    void pass(Duration duration) {
        timers.advance(duration);
    }

    boolean isGranted(NodeId id) {
        return room.decide(id) instanceof AccessDecision.Granted;
    }

    /** What a redeemed ticket came to. */
    static AccessDecision now(CompletionStage<AccessDecision> stage) {
        return stage.toCompletableFuture().join();
    }

    long recorded(Class<? extends AuditEvent> kind) {
        return recorded.stream().filter(kind::isInstance).count();
    }

    @Override
    public void close() {
        room.close();
        store.close();
    }
}
