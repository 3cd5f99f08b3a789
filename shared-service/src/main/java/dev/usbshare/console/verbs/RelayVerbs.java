package dev.usbshare.console.verbs;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import java.util.List;

/** {@code relays}: those that the service knows. */
public final class RelayVerbs implements Verbs {

    private static final TextTable TABLE = TextTable.orElse("no relay is known, or none may be used")
            .text("RELAY", "url")
            .column("STATE", "state")
            .column("HOME", row -> row.path("home").asBoolean() ? "*" : "")
            .column(
                    "LATENCY",
                    row -> row.has("latencyMillis")
                            ? "%.1f ms".formatted(row.path("latencyMillis").asDouble())
                            : "")
            .minor("SINCE", row -> Times.shown(row.path("since")))
            .text("PROBLEM", "problem");

    private final ManagementClient client;

    public RelayVerbs(ManagementClient client) {
        this.client = client;
    }

    @Override
    public List<Verb> all() {
        return List.of(Verb.named("relays list")
                .alias("relays")
                .in("Service")
                .says("list the relays, and where peers find this node")
                .listing()
                .does(call -> call.show(client.get("relays"), TABLE)));
    }
}
