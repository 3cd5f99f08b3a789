package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.ClassPattern;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What policies say to a question. A pure function of both: the same ones always get the same answer.
 *
 * <p>Every policy for the device must allow, and the strictest bound counts, so that one more policy never allows more. Without
 * any policy a device is allowed to whoever may see it.
 */
final class PolicyEvaluation {

    private final PolicyQuestion question;
    private final List<DevicePolicy> policies;
    private final List<RuleVerdict> verdicts = new ArrayList<>();
    private @Nullable Instant ends;
    private String endReason = "";

    private PolicyEvaluation(List<DevicePolicy> policies, PolicyQuestion question) {
        this.question = question;
        this.policies = policies;
    }

    /** @param all policies, whatever devices they are for */
    static PolicyEvaluation of(List<DevicePolicy> all, PolicyQuestion question) {
        var evaluation = new PolicyEvaluation(
                all.stream()
                        .filter(policy -> policy.isFor(question.device(), question.nickname()))
                        .toList(),
                question);
        evaluation.policies.forEach(evaluation::weigh);
        return evaluation;
    }

    private void weigh(DevicePolicy policy) {
        policy.peers().ifPresent(peers -> verdicts.add(peers(policy, peers)));
        if (!policy.blockedClasses().isEmpty()) {
            verdicts.add(classes(policy));
        }
        if (!policy.windows().isEmpty()) {
            verdicts.add(windows(policy));
        }
        policy.maxLength().ifPresent(length -> verdicts.add(length(policy, length)));
        if (policy.pin().isPresent()) {
            verdicts.add(PinVerdict.of(policy, standing(policy), question.now()));
        }
        policy.idleTimeout()
                .ifPresent(idle -> verdicts.add(RuleVerdict.limits(
                        policy, Rule.IDLE_TIMEOUT, "ends when unused for " + PolicyForm.text(idle))));
        if (policy.bytesPerSecond() > 0) {
            verdicts.add(RuleVerdict.limits(
                    policy,
                    Rule.BYTES_PER_SECOND,
                    "at most " + PolicyForm.size(policy.bytesPerSecond()) + " per second"));
        }
        policy.takeOver()
                .ifPresent(nodes -> verdicts.add(RuleVerdict.limits(
                        policy,
                        Rule.TAKE_OVER,
                        nodes.contains(question.peer().id())
                                ? "this peer may take the device over, if it may at all"
                                : "this peer may not take the device over")));
    }

    private RuleVerdict peers(DevicePolicy policy, Set<NodeId> peers) {
        return peers.contains(question.peer().id())
                ? RuleVerdict.allows(policy, Rule.PEERS, "this peer is among the " + peers.size() + " allowed")
                : RuleVerdict.refuses(
                        policy, Rule.PEERS, RefusalCode.NOT_ALLOWED, "this peer is not among those allowed");
    }

    private RuleVerdict classes(DevicePolicy policy) {
        return policy.blockedClasses().stream()
                .filter(blocked -> blocked.matches(question.device()))
                .findFirst()
                .map(blocked -> blocks(policy, blocked))
                .orElseGet(() -> RuleVerdict.allows(
                        policy,
                        Rule.BLOCKED_CLASSES,
                        "no class seen so far is blocked ("
                                + policy.blockedClasses().stream()
                                        .map(ClassPattern::toString)
                                        .collect(Collectors.joining(", "))
                                + "); the rest is looked at once the device is open"));
    }

    static RuleVerdict blocks(DevicePolicy policy, ClassPattern blocked) {
        return RuleVerdict.refuses(
                policy,
                Rule.BLOCKED_CLASSES,
                RefusalCode.NOT_ALLOWED,
                "devices with an interface of class " + blocked + " are blocked");
    }

    private RuleVerdict windows(DevicePolicy policy) {
        TimeWindows windows = policy.timeWindows();
        Optional<Instant> change = windows.nextChange(question.now());
        if (windows.isOpen(question.now())) {
            change.ifPresent(at -> endsAt(at, "policy " + policy.name() + ": its time window closes"));
            return RuleVerdict.limits(
                            policy,
                            Rule.WINDOWS,
                            "open (" + windows + ")"
                                    + change.map(at -> ", closes " + windows.tell(at))
                                            .orElse(""))
                    .changing(change);
        }
        return RuleVerdict.refuses(
                        policy,
                        Rule.WINDOWS,
                        question.since().isPresent() ? RefusalCode.TIME_OVER : RefusalCode.NOT_ALLOWED,
                        "only " + brief(windows)
                                + change.map(at -> "; opens " + windows.tell(at))
                                        .orElse(""))
                .changing(change);
    }

    /** What a peer is told fits into a record's text. */
    private static String brief(TimeWindows windows) {
        return windows.windows().size() > 2
                ? "in its " + windows.windows().size() + " time windows"
                : windows.toString();
    }

    private RuleVerdict length(DevicePolicy policy, Duration length) {
        Instant end = question.since().orElse(question.now()).plus(length);
        String text = "at most " + PolicyForm.text(length) + " at a time";
        if (!question.now().isBefore(end)) {
            return RuleVerdict.refuses(policy, Rule.MAX_LENGTH, RefusalCode.TIME_OVER, text);
        }
        endsAt(end, "policy " + policy.name() + ": " + text);
        RuleVerdict limits = RuleVerdict.limits(policy, Rule.MAX_LENGTH, text);
        return question.since().isPresent() ? limits.changing(Optional.of(end)) : limits;
    }

    private PinStanding standing(DevicePolicy policy) {
        return question.pins().getOrDefault(policy.name(), new PinStanding.Missing());
    }

    private void endsAt(Instant at, String reason) {
        if (ends == null || at.isBefore(ends)) {
            ends = at;
            endReason = reason;
        }
    }

    List<RuleVerdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** The verdict that a refusal comes from; empty if a lease is granted. */
    Optional<RuleVerdict> stopping() {
        return verdicts.stream()
                .filter(RuleVerdict::stops)
                .min(Comparator.comparing(RuleVerdict::rule).thenComparingInt(PolicyEvaluation::severity));
    }

    /** Of several PINs, a locked one comes before a wrong one, and that before a missing one. */
    private static int severity(RuleVerdict verdict) {
        return switch (verdict.refusal()) {
            case PIN_LOCKED -> 0;
            case PIN_WRONG -> 1;
            case null, default -> 2;
        };
    }

    /** Whether nothing but PINs that were not typed stands against it. */
    boolean onlyPinsMissing() {
        return stopping()
                .filter(verdict -> verdict.refusal() == RefusalCode.PIN_REQUIRED)
                .isPresent();
    }

    /** The policies for the device that have a PIN. */
    List<DevicePolicy> withPin() {
        return policies.stream().filter(policy -> policy.pin().isPresent()).toList();
    }

    List<DevicePolicy> policies() {
        return policies;
    }

    PolicyDecision decision() {
        return stopping()
                .<PolicyDecision>map(PolicyEvaluation::refused)
                .orElseGet(() -> new PolicyDecision.Allowed(terms()));
    }

    static PolicyDecision.Refused refused(RuleVerdict verdict) {
        RefusalCode code = verdict.refusal();
        return new PolicyDecision.Refused(code == null ? RefusalCode.NOT_ALLOWED : code, verdict.text());
    }

    /** What binds the lease if it is granted. */
    LeaseTerms terms() {
        List<Duration> warnings = policies.stream()
                .flatMap(policy -> policy.warnings().stream())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        return new LeaseTerms(
                Optional.ofNullable(ends),
                endReason,
                ends == null ? List.of() : warnings.isEmpty() ? DevicePolicy.DEFAULT_WARNINGS : warnings,
                policies.stream()
                        .flatMap(policy -> policy.idleTimeout().stream())
                        .min(Comparator.naturalOrder()),
                policies.stream()
                        .mapToLong(DevicePolicy::bytesPerSecond)
                        .filter(limit -> limit > 0)
                        .min()
                        .orElse(0),
                mayTakeOver(),
                policies.stream()
                        .filter(policy -> standing(policy) instanceof PinStanding.Right)
                        .flatMap(policy -> policy.pin().stream())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private boolean mayTakeOver() {
        NodeId peer = question.peer().id();
        return question.peer().takeOver()
                && policies.stream()
                        .flatMap(policy -> policy.takeOver().stream())
                        .allMatch(nodes -> nodes.contains(peer));
    }

    /** The next instant at which a rule of these changes by the clock alone. */
    Optional<Instant> nextRuleChange() {
        return verdicts.stream().flatMap(verdict -> verdict.changes().stream()).min(Comparator.naturalOrder());
    }
}
