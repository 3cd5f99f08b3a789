package dev.usbshare.server.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.service.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The devices of this machine as a person names them. */
final class Devices {

    private final ManagementClient client;

    Devices(ManagementClient client) {
        this.client = client;
    }

    /** A nickname's device by its place; any other text is a pattern, as it is. */
    String pattern(String text) {
        for (JsonNode row : client.get("devices")) {
            if (row.path("busId").asString().equalsIgnoreCase(text)) {
                return text;
            }
        }
        for (JsonNode row : client.get("devices")) {
            if (row.path("nickname").asString("").equalsIgnoreCase(text)) {
                return row.path("busId").asString();
            }
        }
        return text;
    }

    /** The one device that is here with this bus id or nickname, or is the only one with this vid:pid or serial. */
    JsonNode one(String text) {
        var found = new ArrayList<JsonNode>();
        String pattern = pattern(text);
        for (JsonNode row : client.get("devices")) {
            if (row.path("busId").asString().equalsIgnoreCase(pattern)) {
                return row;
            }
            if (row.path("usbId").asString().equalsIgnoreCase(pattern)
                    || row.path("serial").asString("").equals(pattern)) {
                found.add(row);
            }
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new ConsoleFailure(
                ExitCode.FAILED,
                found.isEmpty()
                        ? "no device here is " + text + "; see devices list"
                        : text + " means " + found.size() + " devices: name one by its bus id");
    }

    /** For completion: nicknames, then bus ids. */
    List<Choices.Choice> choices() {
        var choices = new ArrayList<Choices.Choice>();
        for (JsonNode row : client.withPatience(Duration.ofSeconds(1)).get("devices")) {
            String product = row.path("product").asString("");
            if (row.path("nickname").isString()) {
                choices.add(new Choices.Choice(row.path("nickname").asString(), product));
            }
            choices.add(new Choices.Choice(row.path("busId").asString(), product));
        }
        return choices;
    }
}
