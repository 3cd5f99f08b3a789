package dev.usbshare.server.console;

import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Nodes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code peers pending}, {@code approve}, {@code deny}, {@code forget}: who asked to come in. */
final class PendingVerbs implements Verbs {

    private static final String NODE = "NODE";
    private static final String SAYS = "a node id, its beginning, or the name it gives itself";

    private static final TextTable TABLE = TextTable.orElse("nobody asked to come in")
            .text("NAME", "nodeName")
            .column("STATUS", "status")
            .column("ADDRESS", "address")
            .minor("LAST ASKED", row -> Times.shown(row.path("lastAsked")))
            .column("FINGERPRINT", "fingerprint")
            .minor("NODE ID", "id");

    private final ManagementClient client;
    private final Nodes pending;

    PendingVerbs(ManagementClient client, Nodes pending) {
        this.client = client;
        this.pending = pending;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("peers pending")
                        .in(PeerVerbs.GROUP)
                        .says("list who asked to come in, and who was denied")
                        .listing()
                        .does(call -> call.show(client.get("pending"), TABLE)),
                PeerTermsOptions.on(Verb.named("peers approve")
                                .in(PeerVerbs.GROUP)
                                .says("let a node in, one that asked or one whose id you have")
                                .argument(NODE, SAYS, pending::choices))
                        .flag("take-over", "it may take a device from another peer")
                        .flag("yes", "do not ask")
                        .json()
                        .does(this::approve),
                Verb.named("peers deny")
                        .in(PeerVerbs.GROUP)
                        .says("turn a node away that asked, silently from then on")
                        .argument(NODE, SAYS, pending::choices)
                        .does(this::deny),
                Verb.named("peers forget")
                        .in(PeerVerbs.GROUP)
                        .says("forget that a node asked, or was denied")
                        .optionalArgument(NODE, SAYS, pending::choices)
                        .flag("all", "all who wait")
                        .does(this::forget));
    }

    private void approve(Invocation call) throws Exception {
        String text = call.argument(NODE);
        Map<String, Object> body = PeerTermsOptions.body(call);
        if (call.flag("take-over")) {
            body.put("takeOver", true);
        }
        Optional<JsonNode> asked = pending.find(text);
        if (asked.isEmpty()) {
            body.put("id", pending.idOf(text));
            done(call, client.post(Resource.of("peers"), body));
            return;
        }
        JsonNode row = asked.get();
        if (!pending.id(row).startsWith(text.strip().toLowerCase(Locale.ROOT))) {
            call.confirm("A node at " + row.path("address").asString() + " calls itself '" + pending.name(row)
                    + "', which anybody could. Its fingerprint is "
                    + row.path("fingerprint").asString()
                    + ". Approve it?");
        }
        done(call, client.post(Resource.of("pending", pending.id(row), "approve"), body));
    }

    private void done(Invocation call, JsonNode peer) {
        String name = peer.path("name").asString("");
        call.done(peer, pending.id(peer) + (name.isEmpty() ? "" : " (" + name + ")") + " is approved");
    }

    private void deny(Invocation call) {
        String id = pending.idOf(call.argument(NODE));
        client.post(Resource.of("pending", id, "deny"), Map.of());
        call.say(id + " is turned away from now on");
    }

    private void forget(Invocation call) {
        Optional<String> node = call.maybe(NODE);
        if (node.isPresent() == call.flag("all")) {
            throw ConsoleFailure.usage("name a node, or say --all");
        }
        if (node.isEmpty()) {
            client.delete(Resource.of("pending"));
            call.say("all who wait are forgotten");
            return;
        }
        String id = pending.idOf(node.get());
        client.delete(Resource.of("pending", id));
        call.say(id + " is forgotten");
    }
}
