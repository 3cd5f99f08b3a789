package dev.usbshare.nodes;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.policy.DevicePolicies;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Rules that fit into one function of the moment at which a lease begins. Any thread. */
final class SimpleRules implements DevicePolicies {

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Function<Instant, PolicyDecision> rules = since -> new PolicyDecision.Allowed(LeaseTerms.UNBOUND);

    void set(Function<Instant, PolicyDecision> changed) {
        rules = changed;
        listeners.forEach(Runnable::run);
    }

    void bind(Function<Instant, LeaseTerms> terms) {
        set(since -> new PolicyDecision.Allowed(terms.apply(since)));
    }

    @Override
    public CompletionStage<PolicyDecision> decide(UsbDeviceInfo device, ApprovedPeer peer, String pin) {
        return CompletableFuture.completedStage(forPeer(rules.apply(Instant.now()), peer));
    }

    private static PolicyDecision forPeer(PolicyDecision decision, ApprovedPeer peer) {
        return decision instanceof PolicyDecision.Allowed(LeaseTerms terms)
                ? new PolicyDecision.Allowed(terms.withTakeOver(peer.takeOver()))
                : decision;
    }

    @Override
    public Optional<PolicyDecision.Refused> checkOpened(
            UsbDeviceInfo device, ApprovedPeer peer, DescriptorSet descriptors) {
        return Optional.empty();
    }

    @Override
    public PolicyDecision review(UsbDeviceInfo device, ApprovedPeer peer, Instant since, LeaseTerms terms) {
        return forPeer(rules.apply(since), peer);
    }

    @Override
    public void addListener(Runnable rulesChanged) {
        listeners.add(rulesChanged);
    }
}
