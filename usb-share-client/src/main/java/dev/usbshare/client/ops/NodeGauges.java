package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.service.meters.PathRow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Objects;

/** The meters that are read off the node when somebody looks; they may wait for the event loop, for a bounded time. */
final class NodeGauges implements MeterBinder {

    private final ClientNode node;

    NodeGauges(ClientNode node) {
        this.node = node;
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
        for (String kind : PathRow.KINDS) {
            ClientMeters.CONNECTIONS
                    .gauge(() -> connections(kind))
                    .tag(ClientMeters.Tag.PATH.asString(), kind)
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

    private long connections(String kind) {
        return node.servers().stream()
                .filter(server -> server.state() instanceof RemoteState.Connected)
                .map(RemoteServer::path)
                .filter(Objects::nonNull)
                .filter(path -> PathRow.kindOf(path).equals(kind))
                .count();
    }
}
