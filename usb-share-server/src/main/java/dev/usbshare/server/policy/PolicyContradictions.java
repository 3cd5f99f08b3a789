package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.DevicePattern;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rules that cannot all be meant: refused when they are written, naming both.
 *
 * <p>Between policies only what is sure counts: policies of which one's pattern covers another's are for the same devices. Others
 * may meet on a device that is plugged in one day; then every one must allow, as always.
 */
final class PolicyContradictions {

    /** Windows repeat each week, the clocks' jumps each year. */
    private static final Duration HORIZON = Duration.ofDays(370);

    /** Enough for a year of windows that open and close several times a day. */
    private static final int MAX_STEPS = 20_000;

    static void within(DevicePolicy policy) throws PolicyException {
        if (!policy.hasRule()) {
            throw invalid(policy, "has devices and no rule, so it would rule nothing");
        }
        Optional<Duration> tooLate = policy.warnings().stream()
                .filter(warning -> policy.maxLength().isPresent()
                        && warning.compareTo(policy.maxLength().get()) >= 0)
                .findFirst();
        if (tooLate.isPresent()) {
            throw invalid(
                    policy,
                    "warnings has " + PolicyForm.text(tooLate.get()) + ", which is not shorter than maxLength "
                            + PolicyForm.text(policy.maxLength().orElseThrow()));
        }
        if (!policy.warnings().isEmpty()
                && policy.maxLength().isEmpty()
                && policy.windows().isEmpty()) {
            throw invalid(policy, "has warnings, but neither maxLength nor windows that could end a lease");
        }
        if (policy.idleTimeout().isPresent()
                && policy.maxLength().isPresent()
                && policy.idleTimeout().get().compareTo(policy.maxLength().get()) >= 0) {
            throw invalid(
                    policy,
                    "idleTimeout " + PolicyForm.text(policy.idleTimeout().get())
                            + " would never be reached within maxLength "
                            + PolicyForm.text(policy.maxLength().get()));
        }
        for (NodeId node : policy.takeOver().orElse(Set.of())) {
            if (policy.peers().isPresent() && !policy.peers().get().contains(node)) {
                throw invalid(policy, "takeOver has " + node + ", whom peers does not allow at all");
            }
        }
        boolean blocksAll = policy.devices().stream()
                .allMatch(pattern -> pattern instanceof DevicePattern.OfClass ofClass
                        && policy.blockedClasses().stream().anyMatch(blocked -> blocked.covers(ofClass.classes())));
        if (blocksAll) {
            throw invalid(
                    policy,
                    "blockedClasses has every class that devices means, so it would refuse them all; stop sharing them"
                            + " instead");
        }
    }

    /**
     * Looks at policies that are for the same devices.
     *
     * @param all with the changed one among them
     */
    static void between(List<DevicePolicy> all, DevicePolicy changed, Instant now) throws PolicyException {
        Set<DevicePattern> patterns = new LinkedHashSet<>(changed.devices());
        all.forEach(other -> other.devices().stream().filter(changed::covers).forEach(patterns::add));
        Set<Set<String>> seen = new HashSet<>();
        for (DevicePattern pattern : patterns) {
            List<DevicePolicy> together =
                    all.stream().filter(policy -> policy.covers(pattern)).toList();
            if (together.size() > 1
                    && seen.add(together.stream().map(DevicePolicy::name).collect(Collectors.toSet()))) {
                requirePeers(together, changed);
                requireOnePin(together);
                requireHours(together, changed, now);
            }
        }
    }

    private static void requirePeers(List<DevicePolicy> together, DevicePolicy changed) throws PolicyException {
        Set<NodeId> allowed = null;
        for (DevicePolicy policy : together) {
            if (policy.peers().isPresent()) {
                if (allowed == null) {
                    allowed = new HashSet<>(policy.peers().get());
                } else {
                    allowed.retainAll(policy.peers().get());
                }
            }
        }
        if (allowed != null && allowed.isEmpty()) {
            List<DevicePolicy> having =
                    together.stream().filter(p -> p.peers().isPresent()).toList();
            throw conflict(having, changed, "allow no peer in common, so nobody could use their devices");
        }
    }

    private static void requireOnePin(List<DevicePolicy> together) throws PolicyException {
        List<DevicePolicy> having =
                together.stream().filter(p -> p.pin().isPresent()).toList();
        if (having.size() > 1) {
            throw conflict(
                    having, having.getFirst(), "both have a PIN for the same devices, and only one can be typed");
        }
    }

    private static void requireHours(List<DevicePolicy> together, DevicePolicy changed, Instant now)
            throws PolicyException {
        List<DevicePolicy> having =
                together.stream().filter(p -> !p.windows().isEmpty()).toList();
        if (having.size() > 1
                && !openTogether(having.stream().map(DevicePolicy::timeWindows).toList(), now)) {
            throw conflict(
                    having, changed, "have time windows that never overlap, so their devices could never be used");
        }
    }

    static boolean openTogether(List<TimeWindows> all, Instant now) {
        Instant at = now;
        for (int step = 0; step < MAX_STEPS && at.isBefore(now.plus(HORIZON)); step++) {
            Optional<TimeWindows> closed = firstClosed(all, at);
            if (closed.isEmpty()) {
                return true;
            }
            Optional<Instant> opens = closed.get().nextChange(at);
            if (opens.isEmpty()) {
                return false;
            }
            at = opens.get();
        }
        return false;
    }

    private static Optional<TimeWindows> firstClosed(List<TimeWindows> all, Instant at) {
        return all.stream().filter(windows -> !windows.isOpen(at)).findFirst();
    }

    private static PolicyException conflict(List<DevicePolicy> together, DevicePolicy changed, String why) {
        String names = together.stream()
                .map(DevicePolicy::name)
                .sorted((a, b) -> Boolean.compare(b.equals(changed.name()), a.equals(changed.name())))
                .collect(Collectors.joining(" and "));
        return new PolicyException(PolicyException.Kind.CONFLICT, "policies " + names + " " + why);
    }

    private static PolicyException invalid(DevicePolicy policy, String why) {
        return PolicyException.invalid("policy " + policy.name() + ": " + why);
    }

    private PolicyContradictions() {}
}
