package dev.usbshare.server.ops;

import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.server.session.SessionRegistry;
import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** {@code quic}: up while the UDP port is open and the one thread behind it still takes work. */
@Component("quicHealthIndicator")
final class QuicHealthIndicator extends AbstractHealthIndicator {

    /** Nothing on the event loop may take a fraction of this. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final QuicDoor door;
    private final NodeEventLoop loop;
    private final SessionRegistry sessions;

    QuicHealthIndicator(QuicDoor door, NodeEventLoop loop, SessionRegistry sessions) {
        super("the QUIC transport could not be asked");
        this.door = door;
        this.loop = loop;
        this.sessions = sessions;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("address", door.localAddress());
        if (!door.isRunning()) {
            builder.down().withDetail("reason", "the UDP port is closed");
        } else if (!loop.loop().submit(() -> {}).awaitUninterruptibly(PATIENCE.toMillis())) {
            builder.down().withDetail("reason", "the event loop has not answered for " + PATIENCE.toSeconds() + " s");
        } else {
            builder.up().withDetail("sessions", sessions.sessions().size());
        }
    }
}
