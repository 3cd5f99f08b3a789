package dev.usbshare.server.access;

import static dev.usbshare.server.access.AccessFixture.ALICE;
import static dev.usbshare.server.access.AccessFixture.BOB;
import static dev.usbshare.server.access.AccessFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.audit.ServerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiriesTest {

    private final AccessFixture f = new AccessFixture();

    @AfterEach
    void close() {
        f.close();
    }

    private Instant approveFor(Duration duration) {
        Instant expires = f.clock.instant().plus(duration);
        f.room.peers().approve(ALICE, terms("alice", "*").withExpires(Optional.of(expires)));
        f.heard.clear();
        return expires;
    }

    @Test
    void expiry_endsTheApproval_withinASecond() {
        Instant expires = approveFor(Duration.ofMinutes(90));
        f.pass(Duration.ofMinutes(90).minusSeconds(1));
        assertThat(f.isGranted(ALICE)).isTrue();
        assertThat(f.heard).isEmpty();

        f.pass(Duration.ofSeconds(1).plusMillis(10));

        assertThat(f.isGranted(ALICE)).isFalse();
        assertThat(f.heard)
                .isNotEmpty()
                .allMatch(("ended " + ALICE.toShortString() + ": this node's approval expired at " + expires)::equals);
        assertThat(f.recorded(ServerEvent.PeerRevoked.class)).isEqualTo(1);
        assertThat(f.room.peers().approved(ALICE).holdsAt(f.clock.instant())).isFalse();
    }

    @Test
    void clockThatJumpsForward_isSeenWithinAMinute() {
        approveFor(Duration.ofDays(30));

        f.clock.jump(Duration.ofDays(31));
        assertThat(f.isGranted(ALICE)).as("nobody new, at once").isFalse();
        f.timers.advance(Expiries.CHECK.plusSeconds(1));

        assertThat(f.heard).isNotEmpty();
    }

    @Test
    void clockThatIsSetBack_bringsNobodyBack() {
        approveFor(Duration.ofMinutes(5));
        f.pass(Duration.ofMinutes(6));

        f.clock.jump(Duration.ofDays(365).negated());
        f.pass(Duration.ofMinutes(2));
        assertThat(f.isGranted(ALICE)).isFalse();
        f.restart();

        assertThat(f.isGranted(ALICE)).isFalse();
    }

    @Test
    void expiredPeer_isApprovedAnew_orGivenMoreTime() {
        approveFor(Duration.ofMinutes(5));
        f.pass(Duration.ofMinutes(6));

        f.room.peers().change(ALICE, t -> t.withExpires(Optional.empty()));
        assertThat(f.isGranted(ALICE)).isTrue();
        assertThat(f.heard).endsWith("changed alice");
    }

    @Test
    void databaseThatFails_doesNotKeepAnybodyIn() {
        approveFor(Duration.ofMinutes(5));
        f.store.close();

        f.pass(Duration.ofMinutes(5).plusSeconds(1));

        assertThat(f.isGranted(ALICE)).isFalse();
        assertThat(f.heard).isNotEmpty();
    }

    @Test
    void anotherServersChanges_areSeenWithinAMinute() {
        approveFor(Duration.ofDays(1));
        f.store.jdbc().sql("delete from peer").update();

        f.pass(Duration.ofSeconds(61));

        assertThat(f.isGranted(ALICE)).isFalse();
        assertThat(f.heard).hasSize(1);
    }

    @Test
    void nextCheck_isTheEarliestExpiry_butNeverFarAway() {
        approveFor(Duration.ofDays(1));
        assertThat(f.room.nextCheck()).isEqualTo(f.clock.instant().plus(Expiries.CHECK));

        f.room.peers()
                .approve(
                        BOB,
                        terms("bob").withExpires(Optional.of(f.clock.instant().plusSeconds(7))));

        assertThat(f.room.nextCheck()).isEqualTo(f.clock.instant().plusSeconds(7));
    }
}
