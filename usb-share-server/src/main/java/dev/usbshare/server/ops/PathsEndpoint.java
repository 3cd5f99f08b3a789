package dev.usbshare.server.ops;

import dev.usbshare.server.session.SessionRegistry;
import dev.usbshare.service.meters.PathsRow;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code paths}: every way to each peer that is connected, which of them packets take, and why it is not a direct one. */
@Component
@Endpoint(id = "paths")
final class PathsEndpoint {

    private final SessionRegistry sessions;

    PathsEndpoint(SessionRegistry sessions) {
        this.sessions = sessions;
    }

    @ReadOperation
    List<PathsRow> paths() {
        return sessions.sessions().stream()
                .flatMap(session -> PathsRow.of(session.peer(), session.name(), session.path()).stream())
                .toList();
    }
}
