package dev.usbshare.server.console;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code leases} and {@code sessions}: who has which device, and who is connected. */
final class LeaseVerbs implements Verbs {

    private static final String LEASE = "LEASE";
    private static final String SAYS = "a device's bus id or nickname, or a lease as leases list shows it";

    private static final TextTable LEASES = TextTable.orElse("nobody uses a device")
            .column("BUS ID", "busId")
            .minor("VID:PID", "usbId")
            .minor("LEASE", "lease")
            .text("HOLDER", row -> who(row, "peer", "holder"))
            .column("STATE", "state")
            .minor("SINCE", row -> Times.shown(row.path("since")))
            .column("ENDS", row -> Times.shown(row.path("ends")))
            .text("WAITING", LeaseVerbs::waiting)
            .minor("URBS", "urbs")
            .minor("BYTES", "bytes");

    private static final TextTable SESSIONS = TextTable.orElse("nobody is connected")
            .minor("SESSION", "session")
            .text("PEER", row -> who(row, "peer", "name"))
            .text("CALLS ITSELF", "nodeName")
            .column("PATH", "path.kind")
            .column("ADDRESS", "path.address")
            .minor("SINCE", row -> Times.shown(row.path("since")))
            .column("LEASES", "leases");

    private final ManagementClient client;
    private final Devices devices;
    private final Nodes peers;

    LeaseVerbs(ManagementClient client, Devices devices, Nodes peers) {
        this.client = client;
        this.devices = devices;
        this.peers = peers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("leases list")
                        .alias("leases")
                        .in("Leases")
                        .says("list who uses which device, until when, and who waits")
                        .listing()
                        .does(call -> call.show(client.get("leases"), LEASES)),
                Verb.named("leases release")
                        .in("Leases")
                        .says("take devices from who uses them; the next in line gets them")
                        .arguments(LEASE, SAYS, this::choices)
                        .json()
                        .does(this::release),
                Verb.named("leases give")
                        .in("Leases")
                        .says("take a device from who uses it and give it to a peer that waits for it")
                        .argument(LEASE, SAYS, this::choices)
                        .argument("PEER", "a name, a node id, or the beginning of one", peers::choices)
                        .json()
                        .does(this::give),
                Verb.named("sessions list")
                        .alias("sessions")
                        .in("Leases")
                        .says("list the peers that are connected")
                        .listing()
                        .does(call -> call.show(client.get("sessions"), SESSIONS)));
    }

    private static String who(JsonNode row, String id, String name) {
        return (row.path(name).asString("") + " " + row.path(id).asString("")).strip();
    }

    private static String waiting(JsonNode row) {
        return row.path("waiting")
                .valueStream()
                .map(w -> who(w, "peer", "name"))
                .collect(Collectors.joining(", "));
    }

    private void release(Invocation call) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (String text : call.arguments()) {
            JsonNode ended = client.delete(Resource.of("leases", devices.pattern(text)));
            all.add(ended);
            if (!call.json()) {
                call.say(ended.path("busId").asString() + " is taken from " + who(ended, "peer", "holder"));
            }
        }
        if (call.json()) {
            call.json(all);
        }
    }

    private void give(Invocation call) {
        JsonNode peer = peers.one(call.argument("PEER"));
        JsonNode ended =
                client.post(Resource.of("leases", devices.pattern(call.argument(LEASE))), Map.of("to", peers.id(peer)));
        String to = peers.name(peer).isEmpty() ? peers.id(peer) : peers.name(peer);
        call.done(
                ended,
                ended.path("busId").asString() + " is taken from " + who(ended, "peer", "holder") + " and goes to "
                        + to);
    }

    private List<Choices.Choice> choices() {
        var choices = new ArrayList<Choices.Choice>();
        client.withPatience(Duration.ofSeconds(1)).get("leases").forEach(row -> {
            choices.add(new Choices.Choice(row.path("busId").asString(), who(row, "peer", "holder")));
            choices.add(new Choices.Choice(
                    row.path("lease").asString(), row.path("busId").asString()));
        });
        return choices;
    }
}
