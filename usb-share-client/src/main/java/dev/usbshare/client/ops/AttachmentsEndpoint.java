package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachException;
import dev.usbshare.client.attachment.AttachOrder;
import dev.usbshare.client.attachment.Attachments;
import dev.usbshare.client.firewall.Occasion;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.service.Answers;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.WireLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code attachments}: lists, attaches ({@code POST {"server": ..., "device": ..., "mode": ..., "pin": ..., "acceptChange":
 * ...}}, all but the device optional) and detaches ({@code DELETE
 * .../id}). What cannot be done is answered with {@code {"error": ...}} and a fitting status.
 */
@Component
@Endpoint(id = "attachments")
final class AttachmentsEndpoint {

    /** So that the attachment's own time is up before ours. */
    private static final Duration ATTACH_PATIENCE = Attachments.ATTACH_PATIENCE.plusSeconds(5);

    private record Choice(RemoteServer server, UsbDeviceInfo device) {
        @Override
        public String toString() {
            return server.address().name() + "/" + device.busId();
        }
    }

    private final ClientNode node;

    AttachmentsEndpoint(ClientNode node) {
        this.node = node;
    }

    @ReadOperation
    List<AttachmentRow> attachments() throws NodeException {
        return node.await(node.attachments().list()).stream()
                .map(AttachmentRow::of)
                .toList();
    }

    /**
     * @param server a server's name; null for whichever offers the device
     * @param device a pattern that means exactly one device
     * @param mode {@code now}, {@code wait} in line if somebody has it, or {@code take-over}; null for now
     * @param pin the device's PIN; null if it has none
     * @param acceptChange whether the device may differ from when it was first attached; null for no
     */
    @WriteOperation
    WebEndpointResponse<Object> attach(
            @Nullable String server,
            String device,
            @Nullable String mode,
            @Nullable String pin,
            @Nullable Boolean acceptChange)
            throws NodeException {
        DevicePattern pattern;
        AttachOrder order;
        try {
            pattern = DevicePattern.parse(device);
            order = new AttachOrder(mode(mode), pin(pin), new Occasion.ByPerson(acceptChange != null && acceptChange));
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        if (server != null && node.server(server).isEmpty()) {
            return Answers.failure(Answers.NOT_FOUND, "no server is named '" + server + "'; known are " + names());
        }
        List<Choice> choices = choices(server, pattern);
        if (choices.isEmpty()) {
            return Answers.failure(
                    Answers.NOT_FOUND,
                    server == null ? "no server offers a device " + pattern : server + " offers no device " + pattern);
        }
        if (choices.size() > 1) {
            return Answers.failure(
                    Answers.CONFLICT,
                    pattern + " means " + choices.size() + " devices; name one of "
                            + choices.stream().map(Choice::toString).collect(Collectors.joining(", ")));
        }
        return order.mode() == dev.usbshare.wire.AttachMode.WAIT
                ? begin(choices.getFirst(), order)
                : attach(choices.getFirst(), order);
    }

    private static dev.usbshare.wire.AttachMode mode(@Nullable String text) {
        return switch (text == null ? "now" : text) {
            case "now" -> dev.usbshare.wire.AttachMode.NOW;
            case "wait" -> dev.usbshare.wire.AttachMode.WAIT;
            case "take-over" -> dev.usbshare.wire.AttachMode.TAKE_OVER;
            default -> throw new IllegalArgumentException("no such mode; choose now, wait or take-over");
        };
    }

    private static String pin(@Nullable String text) {
        if (text != null && text.length() > WireLimits.MAX_TEXT_CHARS) {
            throw new IllegalArgumentException("the PIN is longer than " + WireLimits.MAX_TEXT_CHARS + " characters");
        }
        return text == null ? "" : text;
    }

    /** Who waits in line may wait for days: the answer is that it began. */
    private WebEndpointResponse<Object> begin(Choice choice, AttachOrder order) {
        try {
            return Answers.begun(AttachmentRow.of(node.await(
                    node.attachments().begin(choice.server(), choice.device().busId(), order))));
        } catch (NodeException e) {
            return Answers.failure(e.getCause() instanceof AttachException ? Answers.CONFLICT : Answers.UNAVAILABLE, e);
        }
    }

    private WebEndpointResponse<Object> attach(Choice choice, AttachOrder order) {
        try {
            return Answers.done(AttachmentRow.of(ClientNode.await(
                    node.attachments().attach(choice.server(), choice.device().busId(), order), ATTACH_PATIENCE)));
        } catch (NodeException e) {
            return Answers.failure(e.getCause() instanceof AttachException ? Answers.CONFLICT : Answers.UNAVAILABLE, e);
        }
    }

    @DeleteOperation
    WebEndpointResponse<Object> detach(@Selector String id) {
        int number;
        try {
            number = Integer.parseInt(id);
        } catch (NumberFormatException e) {
            return Answers.failure(Answers.BAD_REQUEST, "'" + id + "' is no attachment's id");
        }
        try {
            node.await(node.attachments().detach(number));
            return Answers.done();
        } catch (NodeException e) {
            return Answers.failure(
                    e.getCause() instanceof AttachException ? Answers.NOT_FOUND : Answers.UNAVAILABLE, e);
        }
    }

    private List<Choice> choices(@Nullable String server, DevicePattern pattern) throws NodeException {
        var choices = new ArrayList<Choice>();
        for (RemoteServer candidate : node.servers()) {
            if (server == null || candidate.address().name().equals(server)) {
                List<UsbDeviceInfo> meant = node.ask(() -> candidate.catalog().stream()
                        .filter(device -> pattern.matches(device, candidate.nickname(device.busId())))
                        .toList());
                meant.forEach(device -> choices.add(new Choice(candidate, device)));
            }
        }
        return choices;
    }

    private String names() {
        return node.servers().stream().map(s -> s.address().name()).collect(Collectors.joining(", "));
    }
}
