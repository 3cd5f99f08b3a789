package dev.usbshare.server.relayd;

import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.server.relay.RelayServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** {@code relay}: up while its ports are open, the one thread behind them still takes work, and the certificate is valid. */
@Component("relayHealthIndicator")
final class RelayHealthIndicator extends AbstractHealthIndicator {

    /** Nothing on the event loop may take a fraction of this. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RelayDoor door;
    private final NodeEventLoop loop;

    RelayHealthIndicator(RelayDoor door, NodeEventLoop loop) {
        super("the relay could not be asked");
        this.door = door;
        this.loop = loop;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        door.details().forEach(builder::withDetail);
        Optional<RelayServer> server = door.server().filter(RelayServer::isOpen);
        Optional<Instant> expires = server.flatMap(RelayServer::certificateExpires);
        expires.ifPresent(end -> builder.withDetail("certificateExpires", end));
        if (server.isEmpty()) {
            builder.down().withDetail("reason", "its ports are closed");
        } else if (!loop.loop().submit(() -> {}).awaitUninterruptibly(PATIENCE.toMillis())) {
            builder.down().withDetail("reason", "the event loop has not answered for " + PATIENCE.toSeconds() + " s");
        } else if (expires.isPresent() && expires.get().isBefore(Instant.now())) {
            builder.down().withDetail("reason", "the certificate has expired: renew the files in usb-share.tls");
        } else {
            builder.up().withDetail("nodes", server.get().clients());
        }
    }
}
