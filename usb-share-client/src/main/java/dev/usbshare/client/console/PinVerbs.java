package dev.usbshare.client.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Nodes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code pins}: what devices were when they were first attached. */
final class PinVerbs implements Verbs {

    private static final String GROUP = "Rules";

    private final ManagementClient client;
    private final Nodes servers;

    PinVerbs(ManagementClient client, Nodes servers) {
        this.client = client;
        this.servers = servers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("pins list")
                        .alias("pins")
                        .in(GROUP)
                        .says("list what devices were when they were first attached, and must be again")
                        .listing()
                        .does(call -> call.show(client.get("pins"), table(call))),
                Verb.named("pins forget")
                        .in(GROUP)
                        .says("let devices be something else the next time")
                        .arguments("PIN", "their ids, as pins list shows them", this::choices)
                        .does(this::forget));
    }

    /** With the servers' names, which the pins do not have. */
    private TextTable table(Invocation call) {
        Map<String, String> names = call.json()
                ? Map.of()
                : client.get("servers")
                        .valueStream()
                        .collect(Collectors.toMap(servers::id, servers::name, (a, b) -> a));
        return TextTable.orElse("no device was attached yet")
                .column("ID", "id")
                .column("SERVER", row -> name(row, names))
                .column("BUS ID", "busId")
                .column("VID:PID", "usbId")
                .text("SERIAL", "serial")
                .minor("SINCE", row -> Times.shown(row.path("pinnedAt")))
                .text("WHAT", "summary");
    }

    private static String name(JsonNode row, Map<String, String> names) {
        String id = row.path("server").asString("");
        return names.getOrDefault(id, id);
    }

    private void forget(Invocation call) {
        for (String id : call.arguments()) {
            client.delete(Resource.of("pins", id));
            call.say("pin " + id + " is forgotten");
        }
    }

    private List<Choices.Choice> choices() {
        return client.withPatience(Duration.ofSeconds(1))
                .get("pins")
                .valueStream()
                .map(row -> new Choices.Choice(
                        row.path("id").asString(), row.path("summary").asString("")))
                .toList();
    }
}
