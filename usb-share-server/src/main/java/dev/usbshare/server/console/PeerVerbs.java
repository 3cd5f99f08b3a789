package dev.usbshare.server.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Nodes;
import dev.usbshare.console.verbs.PathsTable;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code peers}: who may come in. */
final class PeerVerbs implements Verbs {

    static final String GROUP = "Peers";
    private static final String PEER = "PEER";
    private static final String SAYS = "a name, a node id, or the beginning of one";

    private static final TextTable TABLE = TextTable.orElse("nobody is approved")
            .column("NAME", "name")
            .column("STATUS", "status")
            .minor("SOURCE", "source")
            .column("EXPIRES", row -> row.path("expires").isString() ? Times.shown(row.path("expires")) : "never")
            .text("DEVICES", "grants")
            .minor("TAKE OVER", "takeOver")
            .minor("NODE ID", "id")
            .text("NOTES", "notes");

    private static final TextTable PATHS = PathsTable.of("PEER");

    private final ManagementClient client;
    private final Nodes peers;

    PeerVerbs(ManagementClient client, Nodes peers) {
        this.client = client;
        this.peers = peers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("peers list")
                        .alias("peers")
                        .in(GROUP)
                        .says("list who is approved")
                        .listing()
                        .does(call -> call.show(client.get("peers"), TABLE)),
                Verb.named("peers show")
                        .in(GROUP)
                        .says("show all that is known of a peer")
                        .argument(PEER, SAYS, peers::choices)
                        .json()
                        .does(this::show),
                Verb.named("peers paths")
                        .in(GROUP)
                        .says("show every way to the connected peers, which one is used, and why not a direct one")
                        .listing()
                        .does(call -> call.show(client.get("paths"), PATHS)),
                Verb.named("peers rename")
                        .in(GROUP)
                        .says("call a peer something else")
                        .argument(PEER, SAYS, peers::choices)
                        .argument("NAME", "its new name", Choices.NONE)
                        .json()
                        .does(this::rename),
                PeerTermsOptions.on(Verb.named("peers change")
                                .in(GROUP)
                                .says("change what a peer may do; what is not given stays")
                                .argument(PEER, SAYS, peers::choices))
                        .option(
                                "take-over",
                                "yes|no",
                                "whether it may take a device from another peer",
                                Choices.of("yes", "no"))
                        .json()
                        .does(this::change),
                Verb.named("peers revoke")
                        .in(GROUP)
                        .says("let a peer in no more; its session ends at once")
                        .arguments(PEER, SAYS, peers::choices)
                        .does(this::revoke));
    }

    private void show(Invocation call) {
        JsonNode peer = client.get("peers", peers.idOf(call.argument(PEER)));
        if (!call.json() && !peer.path("expires").isString()) {
            ((ObjectNode) peer).put("expires", "never");
        }
        call.tell(peer);
    }

    private void rename(Invocation call) {
        JsonNode peer = client.post(
                Resource.of("peers", peers.idOf(call.argument(PEER))), Map.of("name", call.argument("NAME")));
        call.done(peer, id(peer) + " is called " + peer.path("name").asString());
    }

    private void change(Invocation call) {
        Map<String, Object> body = PeerTermsOptions.body(call);
        call.option("take-over").ifPresent(text -> body.put("takeOver", yes(text)));
        if (body.isEmpty()) {
            throw ConsoleFailure.usage("say what changes: --name, --notes, --grants, --expires or --take-over");
        }
        JsonNode peer = client.post(Resource.of("peers", peers.idOf(call.argument(PEER))), body);
        call.done(peer, id(peer) + " is changed");
    }

    private static boolean yes(String text) {
        return switch (text) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw ConsoleFailure.usage("--take-over is yes or no, not '" + text + "'");
        };
    }

    private void revoke(Invocation call) {
        for (String text : call.arguments()) {
            String id = peers.idOf(text);
            client.delete(Resource.of("peers", id));
            call.say(id + " may come in no more");
        }
    }

    private String id(JsonNode peer) {
        return peers.id(peer);
    }
}
