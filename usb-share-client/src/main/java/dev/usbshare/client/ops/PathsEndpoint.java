package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.quic.PathReport;
import dev.usbshare.service.meters.PathsRow;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code paths}: every way to each server that is connected, which of them packets take, and why it is not a direct one. */
@Component
@Endpoint(id = "paths")
final class PathsEndpoint {

    private final ClientNode node;

    PathsEndpoint(ClientNode node) {
        this.node = node;
    }

    @ReadOperation
    List<PathsRow> paths() {
        return node.servers().stream().flatMap(server -> of(server).stream()).toList();
    }

    private static List<PathsRow> of(RemoteServer server) {
        PathReport path = server.path();
        return path == null
                ? List.of()
                : PathsRow.of(
                        server.address().nodeId().toShortString(),
                        server.address().name(),
                        path);
    }
}
