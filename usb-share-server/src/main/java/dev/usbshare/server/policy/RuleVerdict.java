package dev.usbshare.server.policy;

import dev.usbshare.wire.RefusalCode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one rule of one policy says.
 *
 * @param refusal how a peer is told that it does not get the device; null if the rule allows
 * @param text for people; names the policy
 * @param changes when the clock alone changes the outcome
 */
public record RuleVerdict(
        String policy,
        Rule rule,
        Outcome outcome,
        @Nullable RefusalCode refusal,
        String text,
        Optional<Instant> changes) {

    /** What a rule does to a request. */
    public enum Outcome {
        ALLOWS,
        /** Allows, and bounds the lease. */
        LIMITS,
        /** Allows to whoever types the right PIN. */
        ASKS,
        REFUSES
    }

    static RuleVerdict allows(DevicePolicy policy, Rule rule, String text) {
        return of(policy, rule, Outcome.ALLOWS, text);
    }

    static RuleVerdict limits(DevicePolicy policy, Rule rule, String text) {
        return of(policy, rule, Outcome.LIMITS, text);
    }

    static RuleVerdict asks(DevicePolicy policy, String text) {
        return new RuleVerdict(
                policy.name(), Rule.PIN, Outcome.ASKS, RefusalCode.PIN_REQUIRED, told(policy, text), Optional.empty());
    }

    static RuleVerdict refuses(DevicePolicy policy, Rule rule, RefusalCode code, String text) {
        return new RuleVerdict(policy.name(), rule, Outcome.REFUSES, code, told(policy, text), Optional.empty());
    }

    private static RuleVerdict of(DevicePolicy policy, Rule rule, Outcome outcome, String text) {
        return new RuleVerdict(policy.name(), rule, outcome, null, told(policy, text), Optional.empty());
    }

    RuleVerdict changing(Optional<Instant> at) {
        return new RuleVerdict(policy, rule, outcome, refusal, text, at);
    }

    private static String told(DevicePolicy policy, String text) {
        return "policy " + policy.name() + ": " + text;
    }

    /** Whether a lease is not granted as things are: refused, or a PIN missing. */
    boolean stops() {
        return refusal != null;
    }
}
