package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.AccessDecision;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.policy.PolicyBook;
import dev.usbshare.server.policy.PolicyEditor;
import dev.usbshare.server.policy.PolicyException;
import dev.usbshare.server.policy.PolicyForm;
import dev.usbshare.service.Answers;
import dev.usbshare.text.PlainText;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code policies}: lists, shows, writes and deletes the rules of devices, and explains what follows from them. What cannot be done
 * is answered with {@code {"error": ...}} and a fitting status. Rules are texts, see {@link PolicyForm}.
 */
@Component
@Endpoint(id = "policies")
final class PoliciesEndpoint {

    private static final String PIN = "pin";
    private static final String UNLOCK = "unlock";

    private final PolicyBook book;
    private final PolicyEditor editor;
    private final AccessRoom peers;
    private final Explainer explainer;
    private final DeviceChoice choice;
    private final PeerChoice peerChoice;

    PoliciesEndpoint(
            PolicyBook book,
            PolicyEditor editor,
            AccessRoom peers,
            SharedDevices shared,
            LeaseDesk leases,
            UsbSide usb) {
        this.book = book;
        this.editor = editor;
        this.peers = peers;
        this.explainer = new Explainer(book, shared, leases);
        this.choice = new DeviceChoice(usb.host(), shared);
        this.peerChoice = new PeerChoice(peers.peers());
    }

    @ReadOperation
    List<PolicyRow> policies() {
        return book.policies().stream().map(PolicyRow::of).toList();
    }

    @ReadOperation
    WebEndpointResponse<Object> policy(@Selector String name) {
        return book.policies().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .map(policy -> Answers.done(PolicyRow.of(policy)))
                .orElseGet(() -> Answers.failure(
                        Answers.NOT_FOUND, "there is no policy '" + PlainText.printable(name, 80) + "'; see policies"));
    }

    /**
     * What would be decided now, and why.
     *
     * @param device a nickname, or a pattern that means exactly one device that is here
     * @param peer a node id, or the name of an approved peer
     */
    @ReadOperation
    WebEndpointResponse<Object> explain(@Selector String device, @Selector String peer) {
        try {
            UsbDeviceInfo info = choice.one(device);
            NodeId id = peerChoice.one(peer).id();
            return peers.decide(id) instanceof AccessDecision.Granted granted
                    ? Answers.done(explainer.explain(info, granted.peer()))
                    : Answers.failure(Answers.NOT_FOUND, "peer " + id + " is not approved here any more");
        } catch (NotOneException e) {
            return Answers.failure(e.status(), e.getMessage());
        } catch (LoopAnswers.Silent e) {
            return Answers.failure(Answers.UNAVAILABLE, e);
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e.getMessage());
        }
    }

    /** @param pin null for none */
    @WriteOperation
    WebEndpointResponse<Object> create(String name, @Nullable String pin, RuleTexts rules) {
        return answer(() -> Optional.of(PolicyRow.of(editor.create(rules.of(name), pin))));
    }

    /** Puts other rules in the place of all that a policy has, but its PIN. */
    @WriteOperation
    WebEndpointResponse<Object> replace(@Selector String name, RuleTexts rules) {
        return answer(() -> Optional.of(PolicyRow.of(editor.replace(rules.of(name)))));
    }

    /** {@code .../pin {"pin": ...}} sets the PIN, {@code .../unlock} ends pauses after wrong ones, of one peer or of all. */
    @WriteOperation
    WebEndpointResponse<Object> act(
            @Selector String name, @Selector String action, @Nullable String pin, @Nullable String peer) {
        if (action.equals(PIN) && pin != null && peer == null) {
            return answer(() -> {
                editor.setPin(name, pin);
                return Optional.empty();
            });
        }
        if (action.equals(UNLOCK) && pin == null) {
            return unlock(name, peer);
        }
        return Answers.failure(
                Answers.BAD_REQUEST,
                "either .../pin with {\"pin\": ...}, or .../unlock, with {\"peer\": ...} for one peer");
    }

    private WebEndpointResponse<Object> unlock(String name, @Nullable String peer) {
        Optional<NodeId> only;
        try {
            only = peer == null ? Optional.empty() : Optional.of(peerChoice.id(peer));
        } catch (NotOneException e) {
            return Answers.failure(e.status(), e.getMessage());
        }
        return answer(() -> {
            editor.unlock(name, only);
            return Optional.empty();
        });
    }

    @DeleteOperation
    WebEndpointResponse<Object> delete(@Selector String name) {
        return answer(() -> {
            editor.delete(name);
            return Optional.empty();
        });
    }

    /** Takes the PIN away. */
    @DeleteOperation
    WebEndpointResponse<Object> deletePart(@Selector String name, @Selector String part) {
        if (!part.equals(PIN)) {
            return Answers.failure(Answers.BAD_REQUEST, "only .../pin can be deleted");
        }
        return answer(() -> {
            editor.clearPin(name);
            return Optional.empty();
        });
    }

    private interface Change {
        Optional<PolicyRow> make() throws PolicyException;
    }

    private static WebEndpointResponse<Object> answer(Change change) {
        try {
            return change.make().map(row -> Answers.done((Object) row)).orElseGet(Answers::done);
        } catch (PolicyException e) {
            return Answers.failure(
                    switch (e.kind()) {
                        case INVALID -> Answers.BAD_REQUEST;
                        case UNKNOWN -> Answers.NOT_FOUND;
                        case CONFLICT -> Answers.CONFLICT;
                        case NOT_KEPT -> Answers.UNAVAILABLE;
                    },
                    e.getMessage());
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e.getMessage());
        }
    }
}
