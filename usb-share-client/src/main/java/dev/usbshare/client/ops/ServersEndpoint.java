package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code servers}: each configured server, whether it is connected, and why not. */
@Component
@Endpoint(id = "servers")
final class ServersEndpoint {

    private final ClientNode node;

    ServersEndpoint(ClientNode node) {
        this.node = node;
    }

    @ReadOperation
    List<ServerRow> servers() throws NodeException {
        var rows = new ArrayList<ServerRow>();
        for (RemoteServer server : node.servers()) {
            rows.add(row(server));
        }
        return rows;
    }

    private ServerRow row(RemoteServer server) throws NodeException {
        RemoteAddress address = server.address();
        RemoteState state = server.state();
        @Nullable String reason = null;
        @Nullable Long retryInMillis = null;
        @Nullable String nodeName = null;
        @Nullable String software = null;
        switch (state) {
            case RemoteState.Waiting(var why, var retryIn) -> {
                reason = why;
                retryInMillis = retryIn.toMillis();
            }
            case RemoteState.Connected(var name, var version) -> {
                nodeName = name;
                software = version;
            }
            case RemoteState.Connecting ignored -> {}
            case RemoteState.Closed ignored -> {}
        }
        int devices = node.ask(() -> server.catalog().size());
        @Nullable
        Double roundTripMillis =
                node.roundTrip(server).map(rtt -> rtt.toNanos() / 1e6).orElse(null);
        return new ServerRow(
                address.name(),
                address.nodeId().toString(),
                ServerRow.text(address),
                ServerRow.State.of(state).text(),
                reason,
                retryInMillis,
                nodeName,
                software,
                devices,
                roundTripMillis);
    }
}
