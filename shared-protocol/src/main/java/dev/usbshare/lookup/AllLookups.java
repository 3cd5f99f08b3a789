package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Several lookups, asked all at once. */
public record AllLookups(List<NodeLookup> lookups) implements NodeLookup {

    public AllLookups {
        lookups = List.copyOf(lookups);
    }

    @Override
    public void find(NodeId node, Consumer<NodeAddresses> found, Runnable done) {
        var left = new AtomicInteger(lookups.size());
        if (lookups.isEmpty()) {
            done.run();
        }
        for (NodeLookup lookup : lookups) {
            lookup.find(node, found, () -> {
                if (left.decrementAndGet() == 0) {
                    done.run();
                }
            });
        }
    }
}
