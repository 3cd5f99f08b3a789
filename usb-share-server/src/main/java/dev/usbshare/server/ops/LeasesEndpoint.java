package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.lease.LeaseView;
import dev.usbshare.service.Answers;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code leases}: who has which device, until when, and who waits for it; {@code DELETE .../99-1} ends a lease, {@code POST
 * .../99-1 {"to": NODE-ID}} gives the device to one of those who wait. What cannot be done is answered with {@code {"error": ...}} and a fitting status.
 */
@Component
@Endpoint(id = "leases")
final class LeasesEndpoint {

    private static final int MAX_NAME_CHARS = 32;
    private static final String NO_NAME = "a lease is named by its device's bus id, like 1-1.4, or by its own id";

    private final LeaseDesk desk;

    LeasesEndpoint(LeaseDesk desk) {
        this.desk = desk;
    }

    @ReadOperation
    WebEndpointResponse<Object> leases() {
        try {
            return Answers.done(
                    LoopAnswers.await(desk.leases()).stream().map(LeaseRow::of).toList());
        } catch (LoopAnswers.Silent e) {
            return Answers.failure(Answers.UNAVAILABLE, e);
        }
    }

    /** @param name a device's bus id, or a lease's id as {@code leases} shows it */
    @DeleteOperation
    WebEndpointResponse<Object> withdraw(@Selector String name) {
        if (!isName(name)) {
            return Answers.failure(Answers.BAD_REQUEST, NO_NAME);
        }
        try {
            Optional<LeaseView> ended = LoopAnswers.await(desk.withdraw(name));
            return ended.map(view -> Answers.done(LeaseRow.of(view))).orElseGet(() -> nobody(name));
        } catch (LoopAnswers.Silent e) {
            return Answers.failure(Answers.UNAVAILABLE, e);
        }
    }

    /** @param to the whole node id of one that waits */
    @WriteOperation
    WebEndpointResponse<Object> give(@Selector String name, String to) {
        if (!isName(name)) {
            return Answers.failure(Answers.BAD_REQUEST, NO_NAME);
        }
        try {
            Optional<LeaseDesk.Gift> gift = LoopAnswers.await(desk.give(name, NodeId.parse(to)));
            if (gift.isEmpty()) {
                return nobody(name);
            }
            return gift.get()
                    .problem()
                    .map(problem -> Answers.failure(Answers.CONFLICT, problem))
                    .orElseGet(() -> Answers.done(LeaseRow.of(gift.get().lease())));
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        } catch (LoopAnswers.Silent e) {
            return Answers.failure(Answers.UNAVAILABLE, e);
        }
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_NAME_CHARS && text.matches("[0-9a-f.-]+");
    }

    private static WebEndpointResponse<Object> nobody(String name) {
        return Answers.failure(Answers.NOT_FOUND, "nobody uses " + name + "; see leases");
    }
}
