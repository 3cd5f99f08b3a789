package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where PINs are compared: one at a time, on a thread of its own, since each takes memory and time on purpose.
 *
 * <p>At most {@value #MAX_WAITING} wait, and one of each peer, so that a peer that asks quickly delays the others by one PIN.
 */
final class PinDesk implements AutoCloseable {

    static final int MAX_WAITING = 64;

    private final PinLockout lockout;
    private final Set<NodeId> asking = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor executor;

    PinDesk(PinLockout lockout) {
        this.lockout = lockout;
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().daemon().name("pin-check").factory());
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Compares a PIN with those of the policies; wrong ones are counted before the stage ends.
     *
     * @return the standing with each policy; empty if too many PINs wait. Fails if a wrong one could not be kept
     */
    CompletionStage<Optional<Map<String, PinStanding>>> check(List<DevicePolicy> withPin, NodeId peer, String pin) {
        if (!asking.add(peer)) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        try {
            return CompletableFuture.supplyAsync(() -> Optional.of(compare(withPin, peer, pin)), executor)
                    .whenComplete((done, failure) -> asking.remove(peer));
        } catch (RejectedExecutionException e) {
            asking.remove(peer);
            return CompletableFuture.completedStage(Optional.empty());
        }
    }

    private Map<String, PinStanding> compare(List<DevicePolicy> withPin, NodeId peer, String pin) {
        Map<String, PinStanding> locked = locked(withPin, peer);
        if (!locked.isEmpty()) {
            return locked;
        }
        var standings = new HashMap<String, PinStanding>();
        for (DevicePolicy policy : withPin) {
            boolean right = policy.pin().orElseThrow().matches(pin);
            standings.put(
                    policy.name(),
                    right ? new PinStanding.Right() : new PinStanding.Wrong(lockout.wrong(policy.name(), peer)));
        }
        if (standings.values().stream().allMatch(PinStanding.Right.class::isInstance)) {
            withPin.forEach(policy -> lockout.right(policy.name(), peer));
        }
        return standings;
    }

    /** The standings with those policies at which the peer has to wait. */
    Map<String, PinStanding> locked(List<DevicePolicy> withPin, NodeId peer) {
        var locked = new HashMap<String, PinStanding>();
        for (DevicePolicy policy : withPin) {
            Duration remaining = lockout.remaining(policy.name(), peer);
            if (!remaining.isZero()) {
                locked.put(policy.name(), new PinStanding.Locked(remaining));
            }
        }
        return locked;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
