package dev.usbshare.server.access;

import static dev.usbshare.server.access.AccessFixture.ALICE;
import static dev.usbshare.server.access.AccessFixture.BOB;
import static dev.usbshare.server.access.AccessFixture.HERE;
import static dev.usbshare.server.access.AccessFixture.SETTLED;
import static dev.usbshare.server.access.AccessFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.server.access.AccessException.Reason;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.usb.DevicePattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerDeskTest {

    private final AccessFixture f = new AccessFixture();

    @AfterEach
    void close() {
        f.close();
    }

    private static AccessException refused(Runnable deed) {
        var refusal = catchThrowableOfType(AccessException.class, deed::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.getMessage()).doesNotContain("\n").doesNotContain("\u001b");
        return refusal;
    }

    @Test
    void stranger_isUnknown_andIsToldWhatToDo_asShortAsACloseMustBe() {
        assertThat(f.room.decide(ALICE)).isInstanceOfSatisfying(AccessDecision.Unknown.class, unknown -> {
            assertThat(unknown.reason())
                    .contains(ALICE.toShortString(), "a person must", "'pending'", "ticket")
                    .doesNotContain(ALICE.toString());
            assertThat(unknown.reason().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(200);
        });
    }

    @Test
    void approve_grantsTheTerms_andOutlivesTheService() {
        PeerTerms terms = new PeerTerms(
                "alice",
                "met at the fair",
                List.of(DevicePattern.parse("046d:*"), DevicePattern.parse("1-1.4")),
                Optional.of(f.clock.instant().plus(Duration.ofDays(30))),
                true);

        f.room.peers().approve(ALICE, terms);
        f.restart();

        assertThat(f.room.decide(ALICE))
                .isEqualTo(new AccessDecision.Granted(
                        new ApprovedPeer(ALICE, "alice", terms.grants(), terms.expires(), true)));
        assertThat(f.room.peers().approved(ALICE).terms()).isEqualTo(terms);
        assertThat(f.recorded)
                .containsExactly(new ServerEvent.PeerApproved(
                        "operator",
                        ALICE.toString(),
                        "alice",
                        "046d:*, 1-1.4, may take over",
                        terms.expires().orElseThrow().toString()));
    }

    @Test
    void approveTwice_isAConflict() {
        f.room.peers().approve(ALICE, terms("alice"));

        assertThat(refused(() -> f.room.peers().approve(ALICE, terms("other"))))
                .hasMessageContaining("approved already")
                .extracting(AccessException::reason)
                .isEqualTo(Reason.CONFLICT);
        assertThat(f.room.peers().approved(ALICE).terms().name()).isEqualTo("alice");
    }

    @Test
    void peerOfTheSettings_isApproved_listed_andChangedOnlyThere() {
        assertThat(f.isGranted(SETTLED)).isTrue();
        assertThat(f.room.peers().approved(SETTLED).source()).isEqualTo(PeerEntry.Source.SETTINGS);

        assertThat(refused(() -> f.room.peers().revoke(SETTLED))).hasMessageContaining("usb-share.peers");
        assertThat(refused(() -> f.room.peers().change(SETTLED, t -> t)).reason())
                .isEqualTo(Reason.CONFLICT);
        assertThat(refused(() -> f.room.peers().approve(SETTLED, terms("twice"))))
                .hasMessageContaining("in the settings");
    }

    @Test
    void revoke_endsTheApproval_tellsAtOnce_andTheNodeMayAskAgain() {
        f.room.peers().approve(ALICE, terms("alice", "*"));

        f.room.peers().revoke(ALICE);

        assertThat(f.heard)
                .containsExactly("changed alice", "ended " + ALICE.toShortString() + ": " + PeerDesk.REVOKED);
        assertThat(f.room.decide(ALICE)).isInstanceOf(AccessDecision.Unknown.class);
        assertThat(f.recorded).endsWith(new ServerEvent.PeerRevoked("operator", ALICE.toString(), "revoked"));
    }

    @Test
    void revoke_holds_evenIfTheAuditLogFails() {
        f.room.peers().approve(ALICE, terms("alice", "*"));
        f.auditFails = true;

        f.room.peers().revoke(ALICE);

        assertThat(f.isGranted(ALICE)).isFalse();
    }

    @Test
    void unknownNode_isNotFound() {
        assertThat(refused(() -> f.room.peers().revoke(ALICE)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(() -> f.room.peers().change(ALICE, t -> t)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(() -> f.room.peers().approved(ALICE)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(() -> f.room.peers().deny(ALICE)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(() -> f.room.peers().forget(ALICE)).reason()).isEqualTo(Reason.NOT_FOUND);
        assertThat(refused(() -> f.room.peers().approvePending(ALICE, terms("a")))
                        .reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void change_isTold_andRecorded() {
        f.room.peers().approve(ALICE, terms("alice", "*"));

        f.room.peers()
                .change(
                        ALICE,
                        t -> t.withGrants(List.of(DevicePattern.parse("1-1"))).withName("al"));

        assertThat(f.room.peers().approved(ALICE).terms().grants()).containsExactly(DevicePattern.parse("1-1"));
        assertThat(f.heard).containsExactly("changed alice", "changed al");
        assertThat(f.recorded)
                .endsWith(new ServerEvent.PeerChanged(
                        "operator", ALICE.toString(), "name 'alice' to 'al'; grants * to 1-1"));
    }

    @Test
    void auditLogThatFails_letsNobodyIn() {
        f.auditFails = true;

        assertThat(refused(() -> f.room.peers().approve(ALICE, terms("alice"))))
                .hasMessageContaining("the audit log failed, nothing was changed")
                .extracting(AccessException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(f.isGranted(ALICE)).isFalse();
        f.restart();
        assertThat(f.isGranted(ALICE)).isFalse();
    }

    @Test
    void databaseThatFails_changesNothing_andWhatIsKnownStays() {
        f.room.peers().approve(ALICE, terms("alice"));
        f.store.close();

        assertThat(refused(() -> f.room.peers().approve(BOB, terms("bob"))).reason())
                .isEqualTo(Reason.UNAVAILABLE);

        assertThat(f.isGranted(ALICE)).isTrue();
        assertThat(f.isGranted(BOB)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Robert'); drop table peer;--", "\" or 1=1", "{{7*7}} %n", "名前"})
    void oddNames_areKeptAsTheyAre(String name) {
        f.room.peers().approve(ALICE, terms(name).withNotes(name));
        f.restart();

        assertThat(f.room.peers().approved(ALICE).terms().name()).isEqualTo(name);
    }

    @Test
    void namesThatControlTerminals_areRefused_andSoIsTooMuch() {
        assertThat(refused(() -> terms("a\u001b[2Jb"))).hasMessageContaining("U+001B");
        assertThat(refused(() -> terms("a\nb")).reason()).isEqualTo(Reason.INVALID);
        assertThat(refused(() -> terms("x".repeat(65)))).hasMessageContaining("at most 64");
        assertThat(refused(() -> terms("x").withNotes("x".repeat(1001)))).hasMessageContaining("at most 1000");
    }

    @Test
    void approvalThatIsOverAlready_isRefused() {
        PeerTerms over = terms("late").withExpires(Optional.of(f.clock.instant()));

        assertThat(refused(() -> f.room.peers().approve(ALICE, over)).reason()).isEqualTo(Reason.INVALID);
    }

    @Test
    void deny_isSilentFromThenOn_untilForgotten() {
        f.room.asked(ALICE, "alice's laptop", HERE);
        f.room.peers().deny(ALICE);
        f.restart();

        assertThat(f.room.decide(ALICE)).isInstanceOf(AccessDecision.Denied.class);
        f.room.asked(ALICE, "please", HERE);
        assertThat(f.room.peers().pending()).singleElement().satisfies(p -> {
            assertThat(p.denied()).isTrue();
            assertThat(p.nodeName()).isEqualTo("alice's laptop");
        });

        f.room.peers().forget(ALICE);
        assertThat(f.room.decide(ALICE)).isInstanceOf(AccessDecision.Unknown.class);
    }

    @Test
    void approvePending_takesItsName_andItsPlace() {
        f.room.asked(ALICE, "alice's laptop", HERE);

        f.room.peers().approvePending(ALICE, terms(""));

        assertThat(f.room.peers().approved(ALICE).terms().name()).isEqualTo("alice's laptop");
        assertThat(f.room.peers().pending()).isEmpty();
    }
}
