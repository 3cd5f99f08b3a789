package dev.usbshare.server.policy;

import static dev.usbshare.server.policy.Asked.ALICE;
import static dev.usbshare.server.policy.Asked.BOB;
import static dev.usbshare.server.policy.Asked.KEYBOARD;
import static dev.usbshare.server.policy.Asked.NOON;
import static dev.usbshare.server.policy.Asked.STICK;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for all policies, tried with many. */
class PolicyPropertiesTest {

    private static final int ROUNDS = 300;

    private final List<String> devices =
            List.of("*", "0781:*", "046d:c31c", "class:08", "1-1", "serial:SN1", "serial:x");
    private final List<String> windows = List.of(
            "08:00-18:00 UTC",
            "Mon-Fri 22:00-06:00 Europe/Berlin",
            "Sat-Sun 00:00-24:00 America/New_York",
            "12:00-12:30 UTC");

    private DevicePolicy policy(Random random, int number) {
        var rules = new ArrayList<String>();
        add(random, rules, "peers", List.of(ALICE.toString(), BOB.toString(), ALICE + ", " + BOB));
        add(random, rules, "windows", windows);
        add(random, rules, "maxLength", List.of("2h", "3h", "90m"));
        add(random, rules, "blockedClasses", List.of("03", "08", "0e, ff"));
        add(random, rules, "bytesPerSecond", List.of("1MB", "20KB", "3MB"));
        rules.addAll(List.of("idleTimeout", random.nextInt(1, 60) + "m"));
        String device = devices.get(random.nextInt(devices.size()));
        return PolicyText.policy(
                "p" + number, device.equals("class:08") ? "1-1" : device, rules.toArray(String[]::new));
    }

    private static void add(Random random, List<String> rules, String rule, List<String> texts) {
        if (random.nextInt(3) == 0) {
            rules.addAll(List.of(rule, texts.get(random.nextInt(texts.size()))));
        }
    }

    private static PolicyQuestion question(Random random) {
        Instant now = NOON.plus(Duration.ofMinutes(random.nextInt(7 * 24 * 60)));
        return new PolicyQuestion(
                random.nextBoolean() ? STICK : KEYBOARD,
                "",
                Asked.mayTakeOver(random.nextBoolean() ? ALICE : BOB),
                now,
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(now.minus(Duration.ofMinutes(random.nextInt(100)))),
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void onePolicyMore_neverAllowsMore(long seed) {
        var random = new Random(seed);
        int compared = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var policies = new ArrayList<DevicePolicy>();
            PolicyQuestion question = question(random);
            PolicyDecision before = Asked.decide(policies, question);
            for (int i = 0; i < 4; i++) {
                policies.add(policy(random, i));
                PolicyDecision after = Asked.decide(policies, question);
                assertNotMore(before, after);
                compared += after instanceof PolicyDecision.Allowed ? 1 : 0;
                before = after;
            }
        }
        assertThat(compared).as("rounds that say something").isGreaterThan(ROUNDS / 2);
    }

    private static void assertNotMore(PolicyDecision before, PolicyDecision after) {
        if (!(before instanceof PolicyDecision.Allowed(LeaseTerms loose))) {
            assertThat(after).isInstanceOf(PolicyDecision.Refused.class);
        } else if (after instanceof PolicyDecision.Allowed(LeaseTerms strict)) {
            assertThat(strict.ends().orElse(Instant.MAX))
                    .isBeforeOrEqualTo(loose.ends().orElse(Instant.MAX));
            assertThat(strict.idleTimeout().orElse(Duration.ofDays(9999)))
                    .isLessThanOrEqualTo(loose.idleTimeout().orElse(Duration.ofDays(9999)));
            assertThat(limit(strict)).isLessThanOrEqualTo(limit(loose));
            assertThat(!strict.takeOver() || loose.takeOver()).isTrue();
        }
    }

    private static long limit(LeaseTerms terms) {
        return terms.bytesPerSecond() == 0 ? Long.MAX_VALUE : terms.bytesPerSecond();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void orderOfPolicies_changesNothingThatBinds(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var policies = new ArrayList<DevicePolicy>();
            for (int i = 0; i < 4; i++) {
                policies.add(policy(random, i));
            }
            PolicyQuestion question = question(random);
            PolicyDecision one = Asked.decide(policies, question);
            Collections.shuffle(policies, random);
            PolicyDecision other = Asked.decide(policies, question);

            if (one instanceof PolicyDecision.Allowed(LeaseTerms a)
                    && other instanceof PolicyDecision.Allowed(LeaseTerms b)) {
                assertThat(a.ends()).isEqualTo(b.ends());
                assertThat(a.bytesPerSecond()).isEqualTo(b.bytesPerSecond());
                assertThat(a.idleTimeout()).isEqualTo(b.idleTimeout());
            } else {
                assertThat(((PolicyDecision.Refused) one).code()).isEqualTo(((PolicyDecision.Refused) other).code());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void decision_holdsUntilItsEnd_andNotLonger(long seed) {
        var random = new Random(seed);
        int checked = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<DevicePolicy> policies = List.of(policy(random, 1), policy(random, 2));
            PolicyQuestion question = question(random);
            Instant since = question.since().orElse(question.now());
            if (Asked.decide(policies, question) instanceof PolicyDecision.Allowed(LeaseTerms terms)
                    && terms.ends().isPresent()) {
                Instant end = terms.ends().get();
                PolicyQuestion held =
                        new PolicyQuestion(question.device(), "", question.peer(), end, Optional.of(since), Map.of());
                assertThat(Asked.decide(policies, held.at(end.minusSeconds(1))))
                        .isInstanceOf(PolicyDecision.Allowed.class);
                assertThat(Asked.decide(policies, held)).isInstanceOf(PolicyDecision.Refused.class);
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(ROUNDS / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void writtenPolicy_isReadBackAsItWas(long seed) throws Exception {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            DevicePolicy policy = policy(random, round);

            assertThat(PolicyForm.of(policy).read(Optional.empty())).isEqualTo(policy);
        }
    }
}
