package dev.usbshare.server.policy;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** No rules at all: who may see a device may use it, as long as he likes. */
public final class AllowAll implements DevicePolicies {

    private static PolicyDecision allowed(ApprovedPeer peer) {
        return new PolicyDecision.Allowed(LeaseTerms.UNBOUND.withTakeOver(peer.takeOver()));
    }

    @Override
    public CompletionStage<PolicyDecision> decide(UsbDeviceInfo device, ApprovedPeer peer, String pin) {
        return CompletableFuture.completedStage(allowed(peer));
    }

    @Override
    public Optional<PolicyDecision.Refused> checkOpened(
            UsbDeviceInfo device, ApprovedPeer peer, DescriptorSet descriptors) {
        return Optional.empty();
    }

    @Override
    public PolicyDecision review(UsbDeviceInfo device, ApprovedPeer peer, Instant since, LeaseTerms terms) {
        return allowed(peer);
    }

    @Override
    public void addListener(Runnable rulesChanged) {
        // There are none that could change.
    }
}
