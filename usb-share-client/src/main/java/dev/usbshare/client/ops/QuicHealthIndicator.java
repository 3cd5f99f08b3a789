package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/**
 * {@code quic}: up while the UDP port is open and the one thread behind it still takes work. A server that is away is a
 * detail, not a fault of this service.
 */
@Component("quicHealthIndicator")
final class QuicHealthIndicator extends AbstractHealthIndicator {

    private final ClientNode node;

    QuicHealthIndicator(ClientNode node) {
        super("the QUIC transport could not be asked");
        this.node = node;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("address", node.localAddress()).withDetail("servers", servers());
        if (!node.isRunning()) {
            builder.down().withDetail("reason", "the UDP port is closed");
            return;
        }
        try {
            node.ask(() -> true);
            builder.up();
        } catch (NodeException e) {
            builder.down().withDetail("reason", "the event loop: " + e.getMessage());
        }
    }

    private Map<String, String> servers() {
        var states = new LinkedHashMap<String, String>();
        for (RemoteServer server : node.servers()) {
            RemoteState state = server.state();
            String text = ServerRow.State.of(state).text();
            states.put(
                    server.address().name(),
                    state instanceof RemoteState.Waiting(var reason, var retryIn) ? text + ": " + reason : text);
        }
        return states;
    }
}
