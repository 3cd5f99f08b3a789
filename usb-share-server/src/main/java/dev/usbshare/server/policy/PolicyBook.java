package dev.usbshare.server.policy;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.ClassPattern;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies as people wrote them, and what follows from them.
 *
 * <p>Decisions are made from a snapshot in memory, which {@link PolicyEditor} replaces after each change that was kept.
 */
public final class PolicyBook implements DevicePolicies, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyBook.class);

    private final Clock clock;
    private final Function<UsbDeviceInfo, String> nicknames;
    private final AuditLog audit;
    private final PinLockout lockout;
    private final PinDesk pins;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<DevicePolicy> policies;

    /**
     * Reads the policies; blocks.
     *
     * @param nanoTime a clock that does not jump
     * @param nicknames what people call a device; empty if nothing
     * @throws RuntimeException if they cannot be read: a server without its rules must not start
     */
    public PolicyBook(
            PolicyStore store,
            AuditLog audit,
            Function<UsbDeviceInfo, String> nicknames,
            Clock clock,
            LongSupplier nanoTime) {
        this.clock = clock;
        this.nicknames = nicknames;
        this.audit = audit;
        this.policies = List.copyOf(store.policies());
        this.lockout = new PinLockout(store, clock, nanoTime);
        this.pins = new PinDesk(lockout);
    }

    /** By name. */
    public List<DevicePolicy> policies() {
        return policies;
    }

    PinLockout lockout() {
        return lockout;
    }

    /** New rules count from now on. */
    void replace(List<DevicePolicy> changed) {
        policies = List.copyOf(changed);
        listeners.forEach(Runnable::run);
    }

    @Override
    public CompletionStage<PolicyDecision> decide(UsbDeviceInfo device, ApprovedPeer peer, String pin) {
        PolicyEvaluation first = evaluate(device, peer, Optional.empty(), Map.of());
        List<DevicePolicy> withPin = first.withPin();
        Map<String, PinStanding> locked = pins.locked(withPin, peer.id());
        if (!first.onlyPinsMissing() || pin.isEmpty() || !locked.isEmpty()) {
            return CompletableFuture.completedStage(
                    evaluate(device, peer, Optional.empty(), locked).decision());
        }
        return pins.check(withPin, peer.id(), pin)
                .thenApply(standings -> standings
                        .map(known -> decideAgain(device, peer, withPin, known))
                        .orElseGet(() -> new PolicyDecision.Refused(
                                RefusalCode.LIMIT, "other PINs are being looked at; try again in a moment")))
                .exceptionally(failure -> {
                    LOG.atError().setCause(failure).log("A PIN could not be looked at");
                    return new PolicyDecision.Refused(
                            RefusalCode.NOT_ALLOWED, "the PIN cannot be looked at now; see the server's log");
                });
    }

    /** The rules may have changed meanwhile: a PIN that is another now was not typed. */
    private PolicyDecision decideAgain(
            UsbDeviceInfo device, ApprovedPeer peer, List<DevicePolicy> asked, Map<String, PinStanding> standings) {
        var known = new HashMap<>(standings);
        for (DevicePolicy policy : policies) {
            boolean same = asked.stream()
                    .anyMatch(a -> a.name().equals(policy.name()) && a.pin().equals(policy.pin()));
            if (!same) {
                known.remove(policy.name());
            }
        }
        PolicyEvaluation evaluation = evaluate(device, peer, Optional.empty(), known);
        evaluation
                .stopping()
                .filter(verdict -> verdict.refusal() == RefusalCode.PIN_WRONG)
                .ifPresent(verdict -> audit.append(new ServerEvent.PinRefused(
                        peer.id().toString(), device.busId() + " " + device.usbId(), verdict.text())));
        return evaluation.decision();
    }

    @Override
    public Optional<PolicyDecision.Refused> checkOpened(
            UsbDeviceInfo device, ApprovedPeer peer, DescriptorSet descriptors) {
        String nickname = nicknames.apply(device);
        for (DevicePolicy policy : policies) {
            if (policy.isFor(device, nickname)) {
                for (ClassPattern blocked : policy.blockedClasses()) {
                    if (blocked.matches(device) || has(descriptors, blocked)) {
                        return Optional.of(PolicyEvaluation.refused(PolicyEvaluation.blocks(policy, blocked)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean has(DescriptorSet descriptors, ClassPattern blocked) {
        return descriptors.parsedConfigurations().stream()
                .map(ConfigurationDescriptor::interfaces)
                .flatMap(List::stream)
                .map(InterfaceDescriptor::classCode)
                .anyMatch(blocked::matches);
    }

    @Override
    public PolicyDecision review(UsbDeviceInfo device, ApprovedPeer peer, Instant since, LeaseTerms terms) {
        Map<String, PinStanding> typed = new HashMap<>();
        for (DevicePolicy policy : policies) {
            if (policy.pin().filter(terms.pins()::contains).isPresent()) {
                typed.put(policy.name(), new PinStanding.Right());
            }
        }
        return evaluate(device, peer, Optional.of(since), typed).decision();
    }

    /** What would be decided now without a PIN, and why. */
    public Explanation explain(UsbDeviceInfo device, ApprovedPeer peer) {
        Map<String, PinStanding> locked =
                pins.locked(evaluate(device, peer, Optional.empty(), Map.of()).withPin(), peer.id());
        return Explanation.of(policies, question(device, peer, Optional.empty(), locked));
    }

    private PolicyEvaluation evaluate(
            UsbDeviceInfo device, ApprovedPeer peer, Optional<Instant> since, Map<String, PinStanding> standings) {
        return PolicyEvaluation.of(policies, question(device, peer, since, standings));
    }

    private PolicyQuestion question(
            UsbDeviceInfo device, ApprovedPeer peer, Optional<Instant> since, Map<String, PinStanding> standings) {
        return new PolicyQuestion(device, nicknames.apply(device), peer, clock.instant(), since, standings);
    }

    @Override
    public void addListener(Runnable rulesChanged) {
        listeners.add(rulesChanged);
    }

    @Override
    public void close() {
        pins.close();
    }
}
