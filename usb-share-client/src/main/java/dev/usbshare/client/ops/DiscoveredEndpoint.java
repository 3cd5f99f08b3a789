package dev.usbshare.client.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.lookup.LanServer;
import dev.usbshare.quic.AddressText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** {@code discovered}: servers that the local network tells of, known here or not. Whoever is on that network may have made them up. */
@Component
@Endpoint(id = "discovered")
final class DiscoveredEndpoint {

    /**
     * @param name what it calls itself
     * @param knownAs what it is called here; null if it is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String name,
            String nodeId,
            String fingerprint,
            List<String> addresses,
            @Nullable String knownAs) {}

    private final ClientNode node;

    DiscoveredEndpoint(ClientNode node) {
        this.node = node;
    }

    @ReadOperation
    List<Row> discovered() {
        return node.discovered().stream().map(this::row).toList();
    }

    private Row row(LanServer server) {
        return new Row(
                server.name(),
                server.id().toString(),
                server.id().fingerprint(),
                server.addresses().stream().map(AddressText::of).toList(),
                node.servers().stream()
                        .filter(known -> known.address().nodeId().equals(server.id()))
                        .map(known -> known.address().name())
                        .findFirst()
                        .orElse(null));
    }
}
