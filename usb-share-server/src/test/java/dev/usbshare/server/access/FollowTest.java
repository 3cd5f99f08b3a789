package dev.usbshare.server.access;

import static dev.usbshare.server.access.AccessFixture.HERE;
import static dev.usbshare.server.access.AccessFixture.now;
import static dev.usbshare.server.access.AccessFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.identity.IdentityHistory;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.AuditLog;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowTest {

    private final AccessFixture f = new AccessFixture();
    private final NodeKey oldKey = NodeKey.generate();
    private final NodeKey newKey = oldKey.successor(Instant.parse("2026-11-22T10:00:00Z"));

    @AfterEach
    void close() {
        f.close();
    }

    private AccessDecision follow(NodeKey key) {
        return now(f.room.follow(key.id(), key.history()));
    }

    @Test
    void approvedPeer_isFollowed_andItsOldKeyRefusedFromThenOn() {
        f.room.peers().approve(oldKey.id(), terms("alice", "046d:*"));
        f.room.asked(newKey.id(), "alice", HERE);
        f.heard.clear();

        assertThat(follow(newKey)).isInstanceOf(AccessDecision.Granted.class);

        f.restart();
        assertThat(f.room.peers().approved(newKey.id()).terms()).isEqualTo(terms("alice", "046d:*"));
        assertThat(f.room.decide(oldKey.id())).isInstanceOf(AccessDecision.Denied.class);
        assertThat(follow(oldKey)).isInstanceOf(AccessDecision.Denied.class);
        assertThat(f.room.peers().pending()).isEmpty();
        assertThat(f.heard)
                .contains("ended " + oldKey.id().toShortString() + ": this node has another key now", "changed alice")
                .contains(newKey.id().toShortString() + " was " + oldKey.id().toShortString());
        assertThat(f.recorded)
                .endsWith(new ServerEvent.PeerIdentityFollowed(
                        newKey.id().toString(),
                        oldKey.id().toString(),
                        newKey.id().toString()));
        assertThatExceptionOfType(AccessException.class)
                .isThrownBy(() -> f.room.peers().approve(oldKey.id(), terms("thief")))
                .withMessageContaining(newKey.id().toString());
    }

    @Test
    void severalRotations_areFollowedAtOnce_andAgain() {
        NodeKey third = newKey.successor(Instant.parse("2026-11-22T11:00:00Z"));
        NodeKey fourth = third.successor(Instant.parse("2026-11-22T12:00:00Z"));
        f.room.peers().approve(oldKey.id(), terms("alice", "*"));

        assertThat(follow(third)).isInstanceOf(AccessDecision.Granted.class);
        assertThat(follow(fourth)).isInstanceOf(AccessDecision.Granted.class);

        assertThat(f.isGranted(third.id())).isFalse();
        assertThat(f.room.peers().peers()).hasSize(2);
    }

    @Test
    void peerOfTheSettings_isFollowed() {
        NodeKey settled = NodeKey.generate();
        var room = new AccessRoom(
                f.store.jdbc(),
                f.store.transactions(),
                AuditLog.NOTHING,
                f.clock,
                new ApprovedPeers(java.util.List.of(new ApprovedPeer(settled.id(), "settled"))),
                f.timers,
                Runnable::run);
        NodeKey next = settled.successor(Instant.parse("2026-11-22T10:00:00Z"));

        assertThat(now(room.follow(next.id(), next.history()))).isInstanceOf(AccessDecision.Granted.class);

        assertThat(room.decide(settled.id())).isInstanceOf(AccessDecision.Denied.class);
        assertThat(room.peers().approved(next.id()).source()).isEqualTo(PeerEntry.Source.SETTINGS);
        room.close();
    }

    @Test
    void thief_whoClaimsAnothersPast_isNotFollowed() {
        f.room.peers().approve(oldKey.id(), terms("alice", "*"));
        NodeKey thief = NodeKey.generate();

        assertThat(now(f.room.follow(thief.id(), thief.history()))).isInstanceOf(AccessDecision.Unknown.class);
        assertThat(f.isGranted(oldKey.id())).isTrue();
    }

    @Test
    void keyThatGaveUp_cannotGoElsewhere_afterItWasFollowed() {
        f.room.peers().approve(oldKey.id(), terms("alice", "*"));
        follow(newKey);
        NodeKey thief = oldKey.successor(Instant.parse("2026-11-22T10:30:00Z"));

        assertThat(follow(thief)).isInstanceOf(AccessDecision.Unknown.class);
        assertThat(f.isGranted(newKey.id())).isTrue();
    }

    @Test
    void nobodysPast_isWorthNothing() {
        assertThat(follow(newKey)).isInstanceOf(AccessDecision.Unknown.class);
        assertThat(now(f.room.follow(newKey.id(), IdentityHistory.NONE))).isInstanceOf(AccessDecision.Unknown.class);
    }

    @Test
    void revokedPeer_doesNotComeBackWithAnotherKey() {
        f.room.peers().approve(oldKey.id(), terms("alice", "*"));
        f.room.peers().revoke(oldKey.id());

        assertThat(follow(newKey)).isInstanceOf(AccessDecision.Unknown.class);
    }

    @Test
    void auditLogThatFails_followsNobody() {
        f.room.peers().approve(oldKey.id(), terms("alice", "*"));
        f.auditFails = true;

        assertThat(f.room.follow(newKey.id(), newKey.history()).toCompletableFuture())
                .isCompletedExceptionally();
        f.auditFails = false;

        assertThat(f.isGranted(oldKey.id())).isTrue();
        assertThat(f.isGranted(newKey.id())).isFalse();
    }
}
