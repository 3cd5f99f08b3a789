package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The leases for people at the server: to look at, and to end. Any thread. */
public final class LeaseDesk {

    private final LeaseRegistry leases;

    public LeaseDesk(LeaseRegistry leases) {
        this.leases = leases;
    }

    /** Every lease, by bus id. */
    public CompletionStage<List<LeaseView>> leases() {
        return ask(() -> leases.all().stream().map(this::view).toList());
    }

    /** The lease of one device; empty if nobody has it. */
    public CompletionStage<Optional<LeaseView>> of(BusId busId) {
        return ask(() -> leases.of(busId).map(this::view));
    }

    /**
     * Ends a lease; its device goes to the next in line.
     *
     * @param name the device's bus id or the lease's short id
     * @return the lease that ends; empty if there is none of that name
     */
    public CompletionStage<Optional<LeaseView>> withdraw(String name) {
        return ask(() -> {
            Optional<Lease> found = find(name);
            Optional<LeaseView> view = found.map(this::view);
            found.ifPresent(lease -> lease.seeker().revoked(LeaseEnd.withdrawn()));
            return view;
        });
    }

    /**
     * What became of {@link #give}.
     *
     * @param problem why it is not done; empty if it is
     */
    public record Gift(LeaseView lease, Optional<String> problem) {}

    /**
     * Has a device go from its holder to one of those who wait for it.
     *
     * @param name as for {@link #withdraw}
     * @return the lease that ends, or does not; empty if there is none of that name
     */
    public CompletionStage<Optional<Gift>> give(String name, NodeId peer) {
        return ask(() -> find(name).map(lease -> {
            LeaseView view = view(lease);
            return new Gift(view, leases.give(lease, peer));
        }));
    }

    private Optional<Lease> find(String name) {
        return leases.all().stream()
                .filter(l ->
                        l.busId().value().equals(name) || l.id().toShortString().equals(name))
                .findFirst();
    }

    private LeaseView view(Lease lease) {
        var line = leases.placesFor(lease.busId()).stream()
                .map(place -> new LeaseView.Waiting(place.seeker().who(), place.since()))
                .toList();
        return new LeaseView(
                lease,
                lease.id().toShortString(),
                lease.use().urbs(),
                lease.use().bytesIn(),
                lease.use().bytesOut(),
                lease.use().latency(),
                line);
    }

    private <T> CompletionStage<T> ask(Callable<T> question) {
        var answer = new CompletableFuture<T>();
        EventExecutor executor = leases.executor();
        try {
            executor.execute(() -> {
                try {
                    answer.complete(question.call());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e); // The event loop has ended.
        }
        return answer;
    }
}
