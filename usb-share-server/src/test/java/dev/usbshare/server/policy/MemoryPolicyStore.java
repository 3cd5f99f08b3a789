package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps policies in lists, and fails while its disk is said to be full. */
final class MemoryPolicyStore implements PolicyStore {

    final List<DevicePolicy> policies = new ArrayList<>();
    final List<PinFailures> failures = new ArrayList<>();
    boolean full;

    private void write() {
        if (full) {
            throw new IllegalStateException("the disk is full");
        }
    }

    @Override
    public synchronized List<DevicePolicy> policies() {
        return List.copyOf(policies);
    }

    @Override
    public synchronized void insert(DevicePolicy policy) {
        write();
        policies.add(policy);
    }

    @Override
    public synchronized void update(List<DevicePolicy> changed) {
        write();
        changed.forEach(policy -> policies.replaceAll(old -> old.name().equals(policy.name()) ? policy : old));
    }

    @Override
    public synchronized void delete(String policy) {
        write();
        policies.removeIf(p -> p.name().equals(policy));
        failures.removeIf(f -> f.policy().equals(policy));
    }

    @Override
    public synchronized List<PinFailures> pinFailures() {
        return List.copyOf(failures);
    }

    @Override
    public synchronized void keep(PinFailures kept) {
        write();
        failures.removeIf(f -> f.policy().equals(kept.policy()) && f.peer().equals(kept.peer()));
        failures.add(kept);
    }

    @Override
    public synchronized void forgetPinFailures(String policy, Optional<NodeId> peer) {
        write();
        failures.removeIf(f ->
                f.policy().equals(policy) && peer.map(p -> p.equals(f.peer())).orElse(true));
    }

    @Override
    public synchronized void followPinFailures(NodeId old, NodeId replacement) {
        write();
        failures.replaceAll(f ->
                f.peer().equals(old) ? new PinFailures(f.policy(), replacement, f.failures(), f.lockedUntil()) : f);
    }
}
