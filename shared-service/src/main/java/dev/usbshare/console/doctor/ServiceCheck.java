package dev.usbshare.console.doctor;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.ManagementException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Whether a service runs, and how it says it is. */
public final class ServiceCheck implements Check {

    private static final String UP = "UP";

    private final ManagementClient client;

    public ServiceCheck(ManagementClient client) {
        this.client = client;
    }

    /** How the running service is; empty without one. */
    public Optional<JsonNode> health() {
        try {
            return Optional.of(client.health());
        } catch (ManagementException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<Finding> look() {
        try {
            JsonNode health = client.health();
            String status = health.path("status").asString("unknown");
            if (status.equals(UP)) {
                return List.of(Finding.ok("service", "it answers on " + client.socket()));
            }
            String sick = health.path("components")
                    .propertyStream()
                    .filter(part -> !part.getValue().path("status").asString().equals(UP))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.joining(", "));
            return List.of(Finding.fail("service", "it answers and is " + status + ": " + sick, "see status and logs"));
        } catch (ManagementException.NotRunning | ManagementException.Stale e) {
            return List.of(Finding.warn("service", "none is running", afterColon(e)));
        } catch (ManagementException e) {
            return List.of(Finding.fail("service", "it cannot be asked", String.valueOf(e.getMessage())));
        }
    }

    private static String afterColon(ManagementException e) {
        String message = String.valueOf(e.getMessage());
        return message.substring(message.indexOf(": ") + 2);
    }
}
