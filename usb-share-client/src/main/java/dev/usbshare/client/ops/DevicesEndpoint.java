package dev.usbshare.client.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.ControlMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code devices}: what the connected servers offer. */
@Component
@Endpoint(id = "devices")
final class DevicesEndpoint {

    /**
     * An offered device.
     *
     * @param nickname what the server's people call it; null if nothing
     * @param holder who has it leased; null if nobody
     * @param attachment the id of its attachment here; null if it is not attached
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String server,
            String busId,
            String usbId,
            String manufacturer,
            String product,
            String serial,
            String speed,
            @Nullable String nickname,
            @Nullable String holder,
            @Nullable Integer attachment) {}

    private final ClientNode node;

    DevicesEndpoint(ClientNode node) {
        this.node = node;
    }

    @ReadOperation
    List<Row> devices() throws NodeException {
        var attachments = node.await(node.attachments().list());
        var rows = new ArrayList<Row>();
        for (RemoteServer server : node.servers()) {
            String name = server.address().name();
            List<Offered> offered = node.ask(() -> server.catalog().stream()
                    .map(d -> new Offered(d, server.status(d.busId())))
                    .toList());
            for (Offered one : offered) {
                UsbDeviceInfo device = one.device();
                @Nullable
                Integer attachment = attachments.stream()
                        .filter(a ->
                                a.server().equals(name) && a.device().busId().equals(device.busId()))
                        .map(a -> a.id())
                        .findFirst()
                        .orElse(null);
                rows.add(row(name, one, attachment));
            }
        }
        return rows;
    }

    private record Offered(UsbDeviceInfo device, ControlMessage.@Nullable DeviceStatus status) {}

    private static Row row(String server, Offered offered, @Nullable Integer attachment) {
        UsbDeviceInfo device = offered.device();
        ControlMessage.@Nullable DeviceStatus status = offered.status();
        return new Row(
                server,
                device.busId().value(),
                device.usbId(),
                device.manufacturer(),
                device.product(),
                device.serial(),
                device.speed().name(),
                status == null ? null : presence(status.nickname()),
                status == null ? null : presence(status.holder()),
                attachment);
    }

    private static @Nullable String presence(String text) {
        return text.isEmpty() ? null : text;
    }
}
