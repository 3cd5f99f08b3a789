package dev.usbshare.client.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Nodes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code rules}: what is attached unasked. */
final class RuleVerbs implements Verbs {

    private static final String GROUP = "Rules";

    private static final TextTable TABLE = TextTable.orElse("there is no rule: nothing is attached unasked")
            .column("ID", "id")
            .column("DEVICE", "device")
            .column("SERVER", row -> row.path("server").asString("any"))
            .column("SOURCE", "source");

    private final ManagementClient client;
    private final Nodes servers;

    RuleVerbs(ManagementClient client, Nodes servers) {
        this.client = client;
        this.servers = servers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("rules list")
                        .alias("rules")
                        .in(GROUP)
                        .says("list what is attached as soon as it is offered")
                        .listing()
                        .does(call -> call.show(client.get("rules"), TABLE)),
                Verb.named("rules add")
                        .in(GROUP)
                        .says("attach devices as soon as they are offered")
                        .argument(
                                "PATTERN",
                                "vid:pid, vid:*, class:08, serial:ABC, a bus id, or all (a shell needs quotes around *)",
                                Choices.NONE)
                        .option("server", "SERVER", "of this server only", servers::choices)
                        .json()
                        .does(this::add),
                Verb.named("rules remove")
                        .in(GROUP)
                        .says("remove rules that were added; what is attached stays")
                        .arguments("RULE", "their ids, as rules list shows them", this::choices)
                        .does(this::remove));
    }

    private void add(Invocation call) {
        var body = new LinkedHashMap<String, Object>();
        call.option("server").ifPresent(text -> body.put("server", servers.name(servers.one(text))));
        body.put("device", call.argument("PATTERN"));
        JsonNode rule = client.post(Resource.of("rules"), body);
        call.done(
                rule,
                "rule " + rule.path("id").asString() + " is added: "
                        + rule.path("device").asString() + " of "
                        + rule.path("server").asString("any server"));
    }

    private void remove(Invocation call) {
        for (String id : call.arguments()) {
            client.delete(Resource.of("rules", id));
            call.say("rule " + id + " is removed");
        }
    }

    private List<Choices.Choice> choices() {
        return client.withPatience(Duration.ofSeconds(1))
                .get("rules")
                .valueStream()
                .filter(row -> row.has("id"))
                .map(row -> new Choices.Choice(
                        row.path("id").asString(), row.path("device").asString()))
                .toList();
    }
}
