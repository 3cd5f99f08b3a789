package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachException;
import dev.usbshare.client.attachment.Attachments;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
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
 * {@code attachments}: lists, attaches ({@code POST {"server": ..., "device": ...}}) and detaches ({@code DELETE
 * .../id}). What cannot be done is answered with {@code {"error": ...}} and a fitting status.
 */
@Component
@Endpoint(id = "attachments")
final class AttachmentsEndpoint {

    /** So that the attachment's own time is up before ours. */
    private static final Duration ATTACH_PATIENCE = Attachments.ATTACH_PATIENCE.plusSeconds(5);

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNAVAILABLE = 503;

    /** Why not. */
    record Failure(String error) {}

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
     */
    @WriteOperation
    WebEndpointResponse<Object> attach(@Nullable String server, String device) throws NodeException {
        DevicePattern pattern;
        try {
            pattern = DevicePattern.parse(device);
        } catch (IllegalArgumentException e) {
            return failure(BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        if (server != null && node.server(server).isEmpty()) {
            return failure(NOT_FOUND, "no server is named '" + server + "'; known are " + names());
        }
        List<Choice> choices = choices(server, pattern);
        if (choices.isEmpty()) {
            return failure(
                    NOT_FOUND,
                    server == null ? "no server offers a device " + pattern : server + " offers no device " + pattern);
        }
        if (choices.size() > 1) {
            return failure(
                    CONFLICT,
                    pattern + " means " + choices.size() + " devices; name one of "
                            + choices.stream().map(Choice::toString).collect(Collectors.joining(", ")));
        }
        return attach(choices.getFirst());
    }

    private WebEndpointResponse<Object> attach(Choice choice) {
        try {
            return new WebEndpointResponse<>(
                    AttachmentRow.of(ClientNode.await(
                            node.attachments()
                                    .attach(choice.server(), choice.device().busId()),
                            ATTACH_PATIENCE)),
                    OK);
        } catch (NodeException e) {
            return failure(e.getCause() instanceof AttachException ? CONFLICT : UNAVAILABLE, e);
        }
    }

    @DeleteOperation
    WebEndpointResponse<Object> detach(@Selector String id) {
        int number;
        try {
            number = Integer.parseInt(id);
        } catch (NumberFormatException e) {
            return failure(BAD_REQUEST, "'" + id + "' is no attachment's id");
        }
        try {
            node.await(node.attachments().detach(number));
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
        } catch (NodeException e) {
            return failure(e.getCause() instanceof AttachException ? NOT_FOUND : UNAVAILABLE, e);
        }
    }

    private List<Choice> choices(@Nullable String server, DevicePattern pattern) throws NodeException {
        var choices = new ArrayList<Choice>();
        for (RemoteServer candidate : node.servers()) {
            if (server == null || candidate.address().name().equals(server)) {
                for (UsbDeviceInfo device : node.ask(candidate::catalog)) {
                    if (pattern.matches(device)) {
                        choices.add(new Choice(candidate, device));
                    }
                }
            }
        }
        return choices;
    }

    private String names() {
        return node.servers().stream().map(s -> s.address().name()).collect(Collectors.joining(", "));
    }

    private static WebEndpointResponse<Object> failure(int status, Exception e) {
        return failure(status, String.valueOf(e.getMessage()));
    }

    private static WebEndpointResponse<Object> failure(int status, String error) {
        return new WebEndpointResponse<>(new Failure(error), status);
    }
}
