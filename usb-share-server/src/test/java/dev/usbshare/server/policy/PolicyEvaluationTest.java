package dev.usbshare.server.policy;

import static dev.usbshare.server.policy.Asked.ALICE;
import static dev.usbshare.server.policy.Asked.BOB;
import static dev.usbshare.server.policy.Asked.KEYBOARD;
import static dev.usbshare.server.policy.Asked.NOON;
import static dev.usbshare.server.policy.Asked.STICK;
import static dev.usbshare.server.policy.Asked.decide;
import static dev.usbshare.server.policy.Asked.held;
import static dev.usbshare.server.policy.Asked.question;
import static dev.usbshare.server.policy.PolicyText.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.usbshare.wire.RefusalCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyEvaluationTest {

    private static final PinHash SOME_PIN = PinHash.of("1234", new SecureRandom());

    private static LeaseTerms terms(PolicyDecision decision) {
        assertThat(decision).isInstanceOf(PolicyDecision.Allowed.class);
        return ((PolicyDecision.Allowed) decision).terms();
    }

    private static RefusalCode refusal(PolicyDecision decision) {
        assertThat(decision).isInstanceOf(PolicyDecision.Refused.class);
        return ((PolicyDecision.Refused) decision).code();
    }

    private static String reason(PolicyDecision decision) {
        assertThat(decision).isInstanceOf(PolicyDecision.Refused.class);
        return ((PolicyDecision.Refused) decision).reason();
    }

    @Test
    void withoutPolicies_everybodyMay_withoutBounds() {
        assertThat(terms(decide(List.of(), question(STICK, ALICE, NOON)))).isEqualTo(LeaseTerms.UNBOUND);
    }

    @Test
    void policyForOtherDevices_doesNotCount() {
        var policies = List.of(policy("p", "046d:*", "peers", ALICE.toString()));

        assertThat(terms(decide(policies, question(STICK, BOB, NOON)))).isEqualTo(LeaseTerms.UNBOUND);
        assertThat(refusal(decide(policies, question(KEYBOARD, BOB, NOON)))).isEqualTo(RefusalCode.NOT_ALLOWED);
    }

    @Test
    void policyByNickname_isForTheDeviceOfThatName() {
        var policies = List.of(policy("p", "nickname:vault", "peers", ALICE.toString()));
        var named = new PolicyQuestion(STICK, "Vault", Asked.peer(BOB), NOON, Optional.empty(), Map.of());

        assertThat(refusal(decide(policies, named))).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(terms(decide(policies, question(STICK, BOB, NOON)))).isEqualTo(LeaseTerms.UNBOUND);
    }

    @Test
    void peers_allowsThoseNamed_refusesOthers_andSaysWhichPolicy() {
        var policies = List.of(policy("desk", "*", "peers", ALICE.toString()));

        assertThat(decide(policies, question(STICK, ALICE, NOON))).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(reason(decide(policies, question(STICK, BOB, NOON)))).contains("policy desk", "not among");
    }

    @ParameterizedTest
    @CsvSource({"08, NOT_ALLOWED", "08/00/00, NOT_ALLOWED", "03, ", "'03, 08', NOT_ALLOWED", "08/06, "})
    void blockedClasses_refuseADeviceWithSuchAnInterface(String blocked, RefusalCode expected) {
        PolicyDecision decision =
                decide(List.of(policy("p", "*", "blockedClasses", blocked)), question(STICK, ALICE, NOON));

        if (expected == null) {
            assertThat(decision).isInstanceOf(PolicyDecision.Allowed.class);
        } else {
            assertThat(refusal(decision)).isEqualTo(expected);
        }
    }

    @Test
    void window_open_endsTheLeaseWhenItCloses() {
        var policies = List.of(policy("day", "*", "windows", "08:00-18:00 UTC"));

        LeaseTerms terms = terms(decide(policies, question(STICK, ALICE, NOON)));

        assertThat(terms.ends()).contains(Instant.parse("2026-11-22T18:00:00Z"));
        assertThat(terms.endReason()).contains("policy day", "closes");
        assertThat(terms.warnings()).isEqualTo(DevicePolicy.DEFAULT_WARNINGS);
    }

    @Test
    void window_closed_refuses_andSaysWhenItOpens() {
        var policies = List.of(policy("day", "*", "windows", "08:00-11:00 Europe/Berlin"));

        PolicyDecision decision = decide(policies, question(STICK, ALICE, NOON));

        assertThat(refusal(decision)).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(reason(decision)).contains("policy day", "2026-11-23 08:00 Europe/Berlin");
    }

    @Test
    void window_thatClosedMeanwhile_endsWhatIsHeld() {
        var policies = List.of(policy("day", "*", "windows", "08:00-18:00 UTC"));

        assertThat(refusal(decide(policies, held(STICK, ALICE, NOON, NOON.plus(Duration.ofHours(6))))))
                .isEqualTo(RefusalCode.TIME_OVER);
    }

    @Test
    void maxLength_endsTheLease_countedFromItsBeginning() {
        var policies = List.of(policy("p", "*", "maxLength", "2h", "warnings", "10m, 30s"));

        LeaseTerms fresh = terms(decide(policies, question(STICK, ALICE, NOON)));
        LeaseTerms held = terms(decide(policies, held(STICK, ALICE, NOON, NOON.plus(Duration.ofMinutes(119)))));

        assertThat(fresh.ends()).contains(NOON.plus(Duration.ofHours(2)));
        assertThat(fresh.warnings()).containsExactly(Duration.ofMinutes(10), Duration.ofSeconds(30));
        assertThat(held.ends()).isEqualTo(fresh.ends());
        assertThat(refusal(decide(policies, held(STICK, ALICE, NOON, NOON.plus(Duration.ofHours(2))))))
                .isEqualTo(RefusalCode.TIME_OVER);
    }

    @Test
    void clockThatJumps_isFollowed_forwardAndBack() {
        var policies = List.of(policy("p", "*", "windows", "08:00-18:00 UTC", "maxLength", "8h"));
        Instant since = NOON;

        Instant forward = NOON.plus(Duration.ofHours(7));
        Instant back = NOON.minus(Duration.ofHours(3));

        assertThat(refusal(decide(policies, held(STICK, ALICE, since, forward))))
                .isEqualTo(RefusalCode.TIME_OVER);
        assertThat(terms(decide(policies, held(STICK, ALICE, since, back))).ends())
                .contains(Instant.parse("2026-11-22T18:00:00Z"));
        assertThat(refusal(decide(policies, question(STICK, ALICE, forward)))).isEqualTo(RefusalCode.NOT_ALLOWED);
    }

    @Test
    void pin_isAskedLast_andNotOfThoseWhoMayNotAnyway() {
        var policies = List.of(
                policy("a", "*", "peers", BOB.toString()).withPin(Optional.of(SOME_PIN)),
                policy("b", "*", "idleTimeout", "1m"));

        assertThat(refusal(decide(policies, question(STICK, ALICE, NOON)))).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(refusal(decide(policies, question(STICK, BOB, NOON)))).isEqualTo(RefusalCode.PIN_REQUIRED);
    }

    @Test
    void pinThatWasTyped_countsForWhatIsHeld_andOneThatWasNot_endsIt() {
        var policies = List.of(policy("a", "*", "idleTimeout", "1m").withPin(Optional.of(SOME_PIN)));
        PolicyQuestion held = held(STICK, ALICE, NOON, NOON);
        var typed =
                new PolicyQuestion(STICK, "", held.peer(), NOON, held.since(), Map.of("a", new PinStanding.Right()));

        assertThat(terms(decide(policies, typed)).pins()).containsExactly(SOME_PIN);
        assertThat(refusal(decide(policies, held))).isEqualTo(RefusalCode.PIN_REQUIRED);
    }

    @Test
    void pinStandings_becomeTheirCodes() {
        var policies = List.of(policy("a", "*", "idleTimeout", "1m").withPin(Optional.of(SOME_PIN)));

        assertThat(refusal(decide(policies, standing(new PinStanding.Wrong(2)))))
                .isEqualTo(RefusalCode.PIN_WRONG);
        assertThat(reason(decide(policies, standing(new PinStanding.Wrong(2)))))
                .contains("tries left before a pause: 2");
        assertThat(refusal(decide(policies, standing(new PinStanding.Locked(Duration.ofSeconds(29))))))
                .isEqualTo(RefusalCode.PIN_LOCKED);
        assertThat(reason(decide(policies, standing(new PinStanding.Locked(Duration.ofMillis(28_100))))))
                .contains("try again in 29s");
        assertThat(decide(policies, standing(new PinStanding.Right()))).isInstanceOf(PolicyDecision.Allowed.class);
    }

    private static PolicyQuestion standing(PinStanding standing) {
        return new PolicyQuestion(STICK, "", Asked.peer(ALICE), NOON, Optional.empty(), Map.of("a", standing));
    }

    @Test
    void severalPolicies_everyOneMustAllow() {
        var alice = policy("alice", "*", "peers", ALICE.toString() + "," + BOB);
        var noon = policy("noon", "1-1", "windows", "11:00-13:00 UTC");
        var blocked = policy("blocked", "0781:*", "blockedClasses", "08");

        assertThat(decide(List.of(alice, noon), question(STICK, ALICE, NOON)))
                .isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(reason(decide(List.of(alice, noon), question(STICK, ALICE, NOON.plus(Duration.ofHours(1))))))
                .contains("policy noon");
        assertThat(reason(decide(List.of(alice, noon, blocked), question(STICK, ALICE, NOON))))
                .contains("policy blocked");
    }

    @Test
    void severalPolicies_theStrictestBoundCounts() {
        var policies = List.of(
                policy("a", "*", "maxLength", "3h", "idleTimeout", "10m", "bytesPerSecond", "5MB", "warnings", "20m"),
                policy("b", "*", "maxLength", "2h", "idleTimeout", "30m", "bytesPerSecond", "1MB", "warnings", "1m"),
                policy("c", "*", "windows", "08:00-13:00 UTC"));

        LeaseTerms terms = terms(decide(policies, question(STICK, ALICE, NOON)));

        assertThat(terms.ends()).contains(Instant.parse("2026-11-22T13:00:00Z"));
        assertThat(terms.endReason()).contains("policy c");
        assertThat(terms.idleTimeout()).contains(Duration.ofMinutes(10));
        assertThat(terms.bytesPerSecond()).isEqualTo(1 << 20);
        assertThat(terms.warnings()).containsExactly(Duration.ofMinutes(20), Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({
        "true, , true",
        "true, alice, true",
        "true, bob, false",
        "true, nobody, false",
        "false, alice, false",
        "false, , false"
    })
    void takeOver_isForWhoeverMayAtAll_andIsNotExcluded(boolean may, String rule, boolean expected) {
        String text = "alice".equals(rule) ? ALICE.toString() : "bob".equals(rule) ? BOB.toString() : "nobody";
        List<DevicePolicy> policies = rule == null ? List.of() : List.of(policy("p", "*", "takeOver", text));
        var question = new PolicyQuestion(
                STICK, "", may ? Asked.mayTakeOver(ALICE) : Asked.peer(ALICE), NOON, Optional.empty(), Map.of());

        assertThat(terms(decide(policies, question)).takeOver()).isEqualTo(expected);
    }

    @Test
    void explanation_hasEachRule_andWhenTheDecisionChanges() {
        var policies = List.of(
                policy("day", "*", "windows", "08:00-18:00 UTC", "maxLength", "1h"),
                policy("desk", "*", "peers", ALICE.toString()));

        Explanation explanation = Explanation.of(policies, question(STICK, ALICE, NOON));

        assertThat(explanation.decision()).isInstanceOf(PolicyDecision.Allowed.class);
        assertThat(explanation.rules())
                .extracting(RuleVerdict::policy, RuleVerdict::rule, RuleVerdict::outcome)
                .containsExactly(
                        tuple("day", Rule.WINDOWS, RuleVerdict.Outcome.LIMITS),
                        tuple("day", Rule.MAX_LENGTH, RuleVerdict.Outcome.LIMITS),
                        tuple("desk", Rule.PEERS, RuleVerdict.Outcome.ALLOWS));
        assertThat(explanation.changes()).contains(Instant.parse("2026-11-22T18:00:00Z"));
    }

    @Test
    void explanation_ofAClosedWindow_saysWhenAllAreOpen() {
        var policies = List.of(
                policy("early", "*", "windows", "08:00-12:00 UTC"),
                policy("weekdays", "*", "windows", "Tue-Fri 00:00-24:00 UTC"));

        Explanation explanation = Explanation.of(policies, question(STICK, ALICE, NOON));

        assertThat(refusal(explanation.decision())).isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(explanation.changes()).contains(Instant.parse("2026-11-24T08:00:00Z"));
    }

    @Test
    void explanation_ofARefusalForGood_namesNoChange() {
        var policies = List.of(policy("p", "*", "peers", BOB.toString(), "windows", "08:00-18:00 UTC"));

        assertThat(Explanation.of(policies, question(STICK, ALICE, NOON)).changes())
                .isEmpty();
    }

    @Test
    void explanation_ofALockedPin_saysWhenThePauseEnds() {
        var policies = List.of(policy("a", "*", "idleTimeout", "1m").withPin(Optional.of(SOME_PIN)));

        Explanation explanation = Explanation.of(policies, standing(new PinStanding.Locked(Duration.ofSeconds(30))));

        assertThat(explanation.changes()).contains(NOON.plus(Duration.ofSeconds(30)));
    }
}
