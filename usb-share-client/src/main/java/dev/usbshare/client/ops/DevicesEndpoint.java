package dev.usbshare.client.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.usb.UsbDeviceInfo;
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
            for (UsbDeviceInfo device : node.ask(server::catalog)) {
                @Nullable
                Integer attachment = attachments.stream()
                        .filter(a ->
                                a.server().equals(name) && a.device().busId().equals(device.busId()))
                        .map(a -> a.id())
                        .findFirst()
                        .orElse(null);
                rows.add(row(name, device, attachment));
            }
        }
        return rows;
    }

    private static Row row(String server, UsbDeviceInfo device, @Nullable Integer attachment) {
        return new Row(
                server,
                device.busId().value(),
                device.usbId(),
                device.manufacturer(),
                device.product(),
                device.serial(),
                device.speed().name(),
                attachment);
    }
}
