package dev.usbshare.client.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.service.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The devices that the servers offer, as a person names them: by bus id, nickname, vid:pid or serial, with the server before a slash or not. */
final class Devices {

    private final ManagementClient client;

    Devices(ManagementClient client) {
        this.client = client;
    }

    /** Those that are meant. */
    List<JsonNode> find(String text, Optional<String> server) {
        int slash = text.indexOf('/');
        String device = text.substring(slash + 1);
        Optional<String> of = slash > 0 ? Optional.of(text.substring(0, slash)) : server;
        List<JsonNode> offered = client.get("devices")
                .valueStream()
                .filter(row -> of.isEmpty() || is(row, "server", of.get()))
                .toList();
        // The more exact name first: a nickname may look like another device's kind.
        return Stream.of("busId", "nickname", "serial", "usbId")
                .map(field ->
                        offered.stream().filter(row -> is(row, field, device)).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** The only one that is meant. */
    JsonNode one(String text) {
        List<JsonNode> found = find(text, Optional.empty());
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new ConsoleFailure(
                ExitCode.FAILED,
                found.isEmpty()
                        ? "no server offers " + text + "; see devices list"
                        : text + " means " + found.size() + " devices: name one of "
                                + found.stream().map(Devices::name).collect(Collectors.joining(", ")));
    }

    /** {@code workshop/1-1.4}. */
    static String name(JsonNode row) {
        return row.path("server").asString("") + "/" + row.path("busId").asString("");
    }

    private static boolean is(JsonNode row, String field, String text) {
        return !text.isEmpty() && row.path(field).asString("").equalsIgnoreCase(text);
    }

    /** For completion. */
    List<Choices.Choice> choices() {
        var choices = new ArrayList<Choices.Choice>();
        for (JsonNode row : client.withPatience(Duration.ofSeconds(1)).get("devices")) {
            String product = row.path("product").asString("");
            if (row.path("nickname").isString()) {
                choices.add(new Choices.Choice(row.path("nickname").asString(), product));
            }
            choices.add(new Choices.Choice(name(row), product));
        }
        return choices;
    }
}
