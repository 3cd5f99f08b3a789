package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.access.PeerDesk;
import dev.usbshare.server.access.PendingPeer;
import dev.usbshare.service.Answers;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code pending}: who asked to be approved. {@code POST .../id/approve} takes what {@code peers} takes, {@code POST .../id/deny}
 * turns the node away silently from then on, {@code DELETE .../id} forgets it, denial included, and {@code DELETE} all who wait.
 */
@Component
@Endpoint(id = "pending")
final class PendingEndpoint {

    /** @param status {@code waiting} or {@code denied} */
    record PendingRow(
            String id,
            String fingerprint,
            String nodeName,
            String address,
            String status,
            Instant firstAsked,
            Instant lastAsked) {

        static PendingRow of(PendingPeer peer) {
            return new PendingRow(
                    peer.id().toString(),
                    peer.id().fingerprint(),
                    peer.nodeName(),
                    peer.address(),
                    peer.denied() ? "denied" : "waiting",
                    peer.firstAsked(),
                    peer.lastAsked());
        }
    }

    private final PeerDesk desk;
    private final Clock clock = Clock.systemUTC();

    PendingEndpoint(AccessRoom room) {
        this.desk = room.peers();
    }

    @ReadOperation
    List<PendingRow> pending() {
        return desk.pending().stream().map(PendingRow::of).toList();
    }

    @ReadOperation
    WebEndpointResponse<Object> pending(@Selector String id) {
        return AccessAnswers.to(() -> PendingRow.of(desk.asked(NodeId.parse(id))));
    }

    @WriteOperation
    WebEndpointResponse<Object> decide(@Selector String id, @Selector String verb, PeerTexts terms) {
        return switch (verb) {
            case "approve" ->
                AccessAnswers.to(
                        () -> PeerRow.of(desk.approvePending(NodeId.parse(id), terms.terms(clock)), clock.instant()));
            case "deny" -> AccessAnswers.toDeed(() -> desk.deny(NodeId.parse(id)));
            default ->
                Answers.failure(
                        Answers.NOT_FOUND, "a node that asked can be approved or denied: POST .../approve or .../deny");
        };
    }

    @DeleteOperation
    WebEndpointResponse<Object> forget(@Selector String id) {
        return AccessAnswers.toDeed(() -> desk.forget(NodeId.parse(id)));
    }

    @DeleteOperation
    WebEndpointResponse<Object> forgetWaiting() {
        return AccessAnswers.toDeed(desk::forgetWaiting);
    }
}
