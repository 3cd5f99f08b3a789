package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.access.PeerDesk;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code peers}: who is approved. Approves ({@code POST {"id": ..., "name": ..., "notes": ..., "grants": "046d:*, 1-1.4", "expires": ...,
 * "takeOver": ...}}, all but the id optional), changes ({@code POST .../id}, with what changes) and revokes ({@code DELETE
 * .../id}), which ends a session at once.
 */
@Component
@Endpoint(id = "peers")
final class PeersEndpoint {

    private final PeerDesk desk;
    private final Clock clock = Clock.systemUTC();

    PeersEndpoint(AccessRoom room) {
        this.desk = room.peers();
    }

    @ReadOperation
    List<PeerRow> peers() {
        return desk.peers().stream()
                .map(entry -> PeerRow.of(entry, clock.instant()))
                .toList();
    }

    @ReadOperation
    WebEndpointResponse<Object> peer(@Selector String id) {
        return AccessAnswers.to(() -> PeerRow.of(desk.approved(NodeId.parse(id)), clock.instant()));
    }

    @WriteOperation
    WebEndpointResponse<Object> approve(String id, PeerTexts terms) {
        return AccessAnswers.to(() -> PeerRow.of(desk.approve(NodeId.parse(id), terms.terms(clock)), clock.instant()));
    }

    @WriteOperation
    WebEndpointResponse<Object> change(@Selector String id, PeerTexts changes) {
        return AccessAnswers.to(() ->
                PeerRow.of(desk.change(NodeId.parse(id), before -> changes.changed(before, clock)), clock.instant()));
    }

    @DeleteOperation
    WebEndpointResponse<Object> revoke(@Selector String id) {
        return AccessAnswers.toDeed(() -> desk.revoke(NodeId.parse(id)));
    }
}
