package dev.usbshare.server.access;

import static dev.usbshare.server.access.AccessFixture.ALICE;
import static dev.usbshare.server.access.AccessFixture.BOB;
import static dev.usbshare.server.access.AccessFixture.CAROL;
import static dev.usbshare.server.access.AccessFixture.HERE;
import static dev.usbshare.server.access.AccessFixture.SETTLED;
import static dev.usbshare.server.access.AccessFixture.address;
import static dev.usbshare.server.access.AccessFixture.node;
import static dev.usbshare.server.access.AccessFixture.now;
import static dev.usbshare.server.access.AccessFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.AuditLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicketDeskTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final AccessFixture f = new AccessFixture();

    @AfterEach
    void close() {
        f.close();
    }

    private PairingSecret issue(PeerTerms terms) {
        return f.room.tickets().issue(terms, HOUR).secret();
    }

    private AccessDecision redeem(NodeId peer, PairingSecret secret) {
        return now(f.room.redeem(peer, secret, HERE));
    }

    private void assertRefused(AccessDecision decision, String reason) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        AccessDecision.Denied.class,
                        denied -> assertThat(denied.reason()).contains(reason));
    }

    @Test
    void redeemed_approvesWithItsTerms_andIsUsedUp() {
        PeerTerms terms = terms("guest", "046d:c52b").withTakeOver(true);
        PairingSecret secret = issue(terms);

        assertThat(redeem(ALICE, secret)).isInstanceOf(AccessDecision.Granted.class);

        f.restart();
        assertThat(f.room.peers().approved(ALICE).terms()).isEqualTo(terms);
        assertRefused(redeem(BOB, secret), "used already");
        assertThat(f.isGranted(BOB)).isFalse();
        assertThat(f.recorded)
                .extracting(event -> event.kind())
                .containsExactly("ticket-issued", "ticket-redeemed", "peer-approved", "ticket-refused");
    }

    @Test
    void redeemedAgainByTheSameNode_whoseAnswerWasLost_isFine() {
        PairingSecret secret = issue(terms("guest", "*"));
        redeem(ALICE, secret);

        assertThat(redeem(ALICE, secret)).isInstanceOf(AccessDecision.Granted.class);
        f.room.peers().revoke(ALICE);
        assertRefused(redeem(ALICE, secret), "used already");
    }

    @Test
    void unknown_expired_andWithdrawn_areRefusedWithTheReason() {
        PairingSecret late = issue(terms("late", "*"));
        IssuedTicket withdrawn = f.room.tickets().issue(terms("withdrawn", "*"), HOUR);
        f.room.tickets().withdraw(withdrawn.entry().id());

        assertRefused(redeem(ALICE, PairingSecret.random(new SecureRandom())), "does not know the ticket");
        assertRefused(redeem(ALICE, withdrawn.secret()), "withdrawn");
        f.pass(HOUR.plusSeconds(1));
        assertRefused(redeem(ALICE, late), "expired at");
        assertThat(f.isGranted(ALICE)).isFalse();
    }

    @Test
    void clockThatIsSetBack_doesNotMakeAUsedTicketGood() {
        PairingSecret secret = issue(terms("guest", "*"));
        redeem(ALICE, secret);

        f.clock.jump(Duration.ofDays(3).negated());

        assertRefused(redeem(BOB, secret), "used already");
    }

    @Test
    void twoAtOnce_exactlyOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            PairingSecret secret = issue(terms("guest", "*"));
            int many = 8;
            var barrier = new CyclicBarrier(many);
            var results = new ArrayList<Future<AccessDecision>>();
            try (var threads = Executors.newFixedThreadPool(many)) {
                for (int i = 0; i < many; i++) {
                    NodeId peer = node(0x3000 + round * many + i);
                    results.add(threads.submit(() -> {
                        barrier.await();
                        return redeem(peer, secret);
                    }));
                }
            }
            long granted = 0;
            for (Future<AccessDecision> result : results) {
                granted += result.get() instanceof AccessDecision.Granted ? 1 : 0;
            }

            assertThat(granted).isEqualTo(1);
        }
        assertThat(f.room.peers().peers()).hasSize(20 + 1);
    }

    @Test
    void twoServersOnOneDatabase_exactlyOneWins() {
        PairingSecret secret = issue(terms("guest", "*"));
        var other = new AccessRoom(
                f.store.jdbc(),
                f.store.transactions(),
                AuditLog.NOTHING,
                f.clock,
                new ApprovedPeers(List.of()),
                f.timers,
                Runnable::run);

        assertThat(redeem(ALICE, secret)).isInstanceOf(AccessDecision.Granted.class);
        assertRefused(now(other.redeem(BOB, secret, HERE)), "used already");
        other.close();
    }

    @Test
    void approvedPeer_getsItsGrantsBesides_andKeepsItsOwnEnd() {
        PeerTerms own =
                terms("alice", "1-1").withExpires(Optional.of(f.clock.instant().plus(Duration.ofDays(1))));
        f.room.peers().approve(ALICE, own);

        redeem(ALICE, issue(terms("guest", "046d:*").withTakeOver(true)));

        assertThat(f.room.peers().approved(ALICE).terms()).satisfies(t -> {
            assertThat(t.name()).isEqualTo("alice");
            assertThat(t.grants()).extracting(Object::toString).containsExactly("1-1", "046d:*");
            assertThat(t.expires()).isEqualTo(own.expires());
            assertThat(t.takeOver()).isTrue();
        });
    }

    @Test
    void peerOfTheSettings_usesNoTicketUp() {
        PairingSecret secret = issue(terms("guest", "*"));

        assertThat(redeem(SETTLED, secret)).isInstanceOf(AccessDecision.Granted.class);
        assertThat(redeem(ALICE, secret)).isInstanceOf(AccessDecision.Granted.class);
    }

    @Test
    void pendingNode_withATicket_waitsNoMore() {
        f.room.asked(ALICE, "laptop", HERE);

        redeem(ALICE, issue(terms("guest", "*")));

        assertThat(f.room.peers().pending()).isEmpty();
    }

    @Test
    void auditLogThatFails_admitsNobody_andTheTicketIsStillGood() {
        PairingSecret secret = issue(terms("guest", "*"));
        f.auditFails = true;

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> redeem(ALICE, secret))
                .withMessageContaining("audit log failed");
        assertThat(f.isGranted(ALICE)).isFalse();
        f.auditFails = false;
        f.restart();

        assertThat(f.isGranted(ALICE)).isFalse();
        assertThat(redeem(BOB, secret)).isInstanceOf(AccessDecision.Granted.class);
    }

    @Test
    void databaseThatFails_admitsNobody() {
        PairingSecret secret = issue(terms("guest", "*"));
        f.store.close();

        assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> redeem(ALICE, secret));
        assertThat(f.isGranted(ALICE)).isFalse();
    }

    @Test
    void guesses_areLimitedByAddress_andWhatIsRecordedOfThem() {
        for (int i = 0; i < 10_000; i++) {
            now(f.room.redeem(node(0x4000 + i), PairingSecret.random(new SecureRandom()), HERE));
        }

        assertRefused(redeem(ALICE, issue(terms("guest", "*"))), "too many wrong tickets");
        assertThat(f.recorded(ServerEvent.TicketRefused.class)).isLessThanOrEqualTo(5);
        assertThat(now(f.room.redeem(CAROL, issue(terms("guest", "*")), address(77))))
                .as("from elsewhere")
                .isInstanceOf(AccessDecision.Granted.class);
        f.pass(Duration.ofMinutes(1));
        assertThat(redeem(ALICE, issue(terms("guest", "*")))).isInstanceOf(AccessDecision.Granted.class);
    }

    @Test
    void guessesFromEverywhere_areRecordedAFewAtATime() {
        for (int i = 0; i < 5000; i++) {
            now(f.room.redeem(node(0x4000 + i), PairingSecret.random(new SecureRandom()), address(i)));
        }

        assertThat(f.recorded(ServerEvent.TicketRefused.class)).isLessThanOrEqualTo(20);
        f.pass(Knocks.COUNTED.plusMinutes(1));
        assertThat(f.recorded(ServerEvent.StrangersTurnedAway.class)).isEqualTo(1);
    }

    @Test
    void secret_isStoredAndShownNowhere() {
        IssuedTicket issued = f.room.tickets().issue(terms("guest", "*"), HOUR);
        String secret = HexFormat.of().formatHex(issued.secret().toBytes());

        String stored =
                f.store.jdbc().sql("select * from ticket").query().listOfRows().toString();

        assertThat(stored).contains(issued.entry().id()).doesNotContain(secret);
        assertThat(issued + f.recorded.toString()).doesNotContain(secret);
    }

    @Test
    void tickets_areBounded_inNumberAndTime() {
        for (int i = 0; i < TicketDesk.MAX_OPEN; i++) {
            issue(terms("many", "*"));
        }

        assertThatExceptionOfType(AccessException.class)
                .isThrownBy(() -> issue(terms("one more", "*")))
                .withMessageContaining("withdraw some");
        assertThatExceptionOfType(AccessException.class)
                .isThrownBy(() -> f.room.tickets().issue(terms("long", "*"), Duration.ofDays(91)));
        assertThatExceptionOfType(AccessException.class)
                .isThrownBy(() -> f.room.tickets().withdraw("no-such"))
                .extracting(AccessException::reason)
                .isEqualTo(AccessException.Reason.NOT_FOUND);
    }

    @Test
    void oldTickets_areForgotten() {
        issue(terms("guest", "*"));

        f.clock.jump(Duration.ofDays(32));
        f.pass(Duration.ofMinutes(2));

        assertThat(f.room.tickets().tickets()).isEmpty();
    }
}
