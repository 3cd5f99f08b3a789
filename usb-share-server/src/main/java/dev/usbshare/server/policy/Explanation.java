package dev.usbshare.server.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What would be decided now, and why.
 *
 * @param decision without a PIN typed
 * @param terms what would bind the lease once it is granted
 * @param rules each rule of each policy for the device
 * @param changes when the clock alone would change the decision; empty if it does not within a year
 */
public record Explanation(
        Instant now, PolicyDecision decision, LeaseTerms terms, List<RuleVerdict> rules, Optional<Instant> changes) {

    private static final Duration HORIZON = Duration.ofDays(370);

    /** Enough for some months of windows that open and close several times a day. */
    private static final int MAX_STEPS = 1_000;

    public Explanation {
        rules = List.copyOf(rules);
    }

    static Explanation of(List<DevicePolicy> policies, PolicyQuestion question) {
        PolicyEvaluation evaluation = PolicyEvaluation.of(policies, question);
        return new Explanation(
                question.now(),
                evaluation.decision(),
                evaluation.terms(),
                evaluation.verdicts(),
                nextChange(policies, question, evaluation));
    }

    private static Optional<Instant> nextChange(
            List<DevicePolicy> policies, PolicyQuestion question, PolicyEvaluation now) {
        String outcome = outcome(now);
        Instant end = question.now().plus(HORIZON);
        PolicyEvaluation evaluation = now;
        PolicyQuestion later = question;
        for (int step = 0; step < MAX_STEPS; step++) {
            Optional<Instant> next = evaluation.nextRuleChange();
            if (next.isEmpty() || next.get().isAfter(end)) {
                return Optional.empty();
            }
            // A lock-out is the only thing that is told by how long it lasts: it does not move along.
            later = unlocked(later, next.get()).at(next.get());
            evaluation = PolicyEvaluation.of(policies, later);
            if (!outcome(evaluation).equals(outcome)) {
                return next;
            }
        }
        return Optional.empty();
    }

    private static PolicyQuestion unlocked(PolicyQuestion question, Instant at) {
        Duration passed = Duration.between(question.now(), at);
        var pins = new HashMap<String, PinStanding>();
        for (Map.Entry<String, PinStanding> pin : question.pins().entrySet()) {
            if (pin.getValue() instanceof PinStanding.Locked(Duration remaining)) {
                if (remaining.compareTo(passed) > 0) {
                    pins.put(pin.getKey(), new PinStanding.Locked(remaining.minus(passed)));
                }
            } else {
                pins.put(pin.getKey(), pin.getValue());
            }
        }
        return new PolicyQuestion(
                question.device(), question.nickname(), question.peer(), question.now(), question.since(), pins);
    }

    private static String outcome(PolicyEvaluation evaluation) {
        return evaluation
                .stopping()
                .map(verdict -> String.valueOf(verdict.refusal()))
                .orElse("");
    }
}
