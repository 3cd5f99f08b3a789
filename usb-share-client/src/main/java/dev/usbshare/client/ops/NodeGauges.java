package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/** The meters that are read off the node when somebody looks; they may wait for the event loop, for a bounded time. */
final class NodeGauges implements MeterBinder {

    private final ClientNode node;
    private final List<String> serverNames;

    NodeGauges(ClientNode node, List<String> serverNames) {
        this.node = node;
        this.serverNames = List.copyOf(serverNames);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        ClientMeters.ATTACHMENTS.gauge(node.attachments()::attachedCount).register(registry);
        ClientMeters.URBS_IN_FLIGHT.gauge(this::inFlightUrbs).register(registry);
        for (ServerRow.State state : ServerRow.State.values()) {
            ClientMeters.SERVERS
                    .gauge(() -> servers(state))
                    .tag(ClientMeters.Tag.STATE.asString(), state.text())
                    .register(registry);
        }
        for (String name : serverNames) {
            ClientMeters.SERVER_ROUND_TRIP
                    .gauge(() -> roundTripSeconds(name))
                    .tag(ClientMeters.Tag.SERVER.asString(), name)
                    .register(registry);
        }
        ClientMeters.BUFFERS
                .gauge(PooledByteBufAllocator.DEFAULT::pinnedDirectMemory)
                .register(registry);
    }

    private double inFlightUrbs() {
        try {
            return node.await(node.attachments().list()).stream()
                    .mapToInt(a -> a.traffic().inFlightUrbs())
                    .sum();
        } catch (NodeException e) {
            return Double.NaN;
        }
    }

    private long servers(ServerRow.State state) {
        return node.servers().stream()
                .map(RemoteServer::state)
                .filter(s -> ServerRow.State.of(s) == state)
                .count();
    }

    private double roundTripSeconds(String name) {
        return node.server(name)
                .flatMap(node::roundTrip)
                .map(rtt -> rtt.toNanos() / 1e9)
                .orElse(Double.NaN);
    }
}
