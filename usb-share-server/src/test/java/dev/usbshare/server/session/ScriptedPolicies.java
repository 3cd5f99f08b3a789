package dev.usbshare.server.session;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.policy.DevicePolicies;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Rules that say what the test wants, when it wants. */
final class ScriptedPolicies implements DevicePolicies {

    PolicyDecision decision = new PolicyDecision.Allowed(LeaseTerms.UNBOUND);
    PolicyDecision review = decision;

    PolicyDecision.@Nullable Refused opened;

    boolean holding;
    String lastPin = "";
    private final List<Runnable> held = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();

    void bind(LeaseTerms terms) {
        decision = new PolicyDecision.Allowed(terms);
        review = decision;
    }

    void letGo() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public CompletionStage<PolicyDecision> decide(UsbDeviceInfo device, ApprovedPeer peer, String pin) {
        lastPin = pin;
        var result = new CompletableFuture<PolicyDecision>();
        if (holding) {
            held.add(() -> result.complete(forPeer(decision, peer)));
        } else {
            result.complete(forPeer(decision, peer));
        }
        return result;
    }

    /** A peer that may take over may, unless the test says more. */
    private static PolicyDecision forPeer(PolicyDecision decision, ApprovedPeer peer) {
        return decision instanceof PolicyDecision.Allowed(LeaseTerms terms)
                ? new PolicyDecision.Allowed(terms.withTakeOver(terms.takeOver() || peer.takeOver()))
                : decision;
    }

    @Override
    public Optional<PolicyDecision.Refused> checkOpened(
            UsbDeviceInfo device, ApprovedPeer peer, DescriptorSet descriptors) {
        return Optional.ofNullable(opened);
    }

    @Override
    public PolicyDecision review(UsbDeviceInfo device, ApprovedPeer peer, Instant since, LeaseTerms terms) {
        return forPeer(review, peer);
    }

    @Override
    public void addListener(Runnable rulesChanged) {
        listeners.add(rulesChanged);
    }
}
