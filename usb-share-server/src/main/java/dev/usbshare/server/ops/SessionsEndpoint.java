package dev.usbshare.server.ops;

import dev.usbshare.server.session.SessionInfo;
import dev.usbshare.server.session.SessionRegistry;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code sessions}: the approved peers that are connected. */
@Component
@Endpoint(id = "sessions")
final class SessionsEndpoint {

    private final SessionRegistry sessions;

    SessionsEndpoint(SessionRegistry sessions) {
        this.sessions = sessions;
    }

    @ReadOperation
    List<SessionInfo> sessions() {
        return sessions.sessions();
    }
}
