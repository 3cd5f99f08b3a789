package dev.usbshare.client.ops;

import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.client.firewall.DevicePin;
import dev.usbshare.client.store.DevicePins;
import dev.usbshare.service.Answers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/** {@code pins}: what devices were when they were first attached. Lists and forgets ({@code DELETE .../id}). */
@Component
@Endpoint(id = "pins")
final class PinsEndpoint {

    /** A pin. */
    record Row(long id, String server, String busId, String usbId, String serial, String summary, Instant pinnedAt) {}

    private final DevicePins pins;
    private final ServerMemory memory;

    PinsEndpoint(DevicePins pins, ServerMemory memory) {
        this.pins = pins;
        this.memory = memory;
    }

    @ReadOperation
    List<Row> pins() {
        return pins.all().stream()
                .map(p -> new Row(
                        p.id(),
                        p.server().toString(),
                        p.busId().value(),
                        p.usbId(),
                        p.serial(),
                        p.summary(),
                        p.pinnedAt()))
                .toList();
    }

    @DeleteOperation
    WebEndpointResponse<Object> forget(@Selector String id) {
        Optional<DevicePin> pin = pins.all().stream()
                .filter(p -> Long.toString(p.id()).equals(id))
                .findFirst();
        if (pin.isEmpty()) {
            return Answers.failure(Answers.NOT_FOUND, "there is no pin '" + id + "'; see pins");
        }
        memory.record(new ClientEvent.PinForgotten(
                ClientEvent.OPERATOR,
                pin.get().server().toString(),
                pin.get().busId() + " " + pin.get().usbId()));
        pins.forget(pin.get().id());
        return Answers.done();
    }
}
