package dev.usbshare.server.ops;

import dev.usbshare.server.session.SessionRegistry;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code sessions}: the approved peers that are connected, and over which way. */
@Component
@Endpoint(id = "sessions")
final class SessionsEndpoint {

    private final SessionRegistry sessions;

    SessionsEndpoint(SessionRegistry sessions) {
        this.sessions = sessions;
    }

    @ReadOperation
    List<SessionRow> sessions() {
        return sessions.sessions().stream().map(SessionRow::of).toList();
    }
}
