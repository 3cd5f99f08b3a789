package dev.usbshare.server.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code leases} and {@code sessions}: who has which device, and who is connected. */
final class LeaseVerbs implements Verbs {

    private static final String LEASE = "LEASE";

    private static final TextTable LEASES = TextTable.orElse("nobody uses a device")
            .column("BUS ID", "busId")
            .column("VID:PID", "usbId")
            .column("LEASE", "lease")
            .column("HOLDER", row -> who(row, "peer", "holder"))
            .column("STATE", "state")
            .column("SINCE", row -> Times.shown(row.path("since")))
            .column("ENDS", row -> Times.shown(row.path("ends")))
            .column("URBS", "urbs")
            .column("BYTES", "bytes")
            .column("WAITING", LeaseVerbs::waiting);

    private static final TextTable SESSIONS = TextTable.orElse("nobody is connected")
            .column("SESSION", "session")
            .column("PEER", row -> who(row, "peer", "name"))
            .column("CALLS ITSELF", "nodeName")
            .column("ADDRESS", "address")
            .column("SINCE", row -> Times.shown(row.path("since")))
            .column("LEASES", "leases");

    private final ManagementClient client;
    private final Devices devices;

    LeaseVerbs(ManagementClient client, Devices devices) {
        this.client = client;
        this.devices = devices;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("leases list")
                        .alias("leases")
                        .in("Leases")
                        .says("list who uses which device, until when, and who waits")
                        .json()
                        .does(call -> call.show(client.get("leases"), LEASES)),
                Verb.named("leases release")
                        .in("Leases")
                        .says("take devices from who uses them; the next in line gets them")
                        .arguments(
                                LEASE,
                                "a device's bus id or nickname, or a lease as leases list shows it",
                                this::choices)
                        .json()
                        .does(this::release),
                Verb.named("sessions list")
                        .alias("sessions")
                        .in("Leases")
                        .says("list the peers that are connected")
                        .json()
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
        for (String text : call.arguments()) {
            JsonNode ended = client.delete(Resource.of("leases", devices.pattern(text)));
            call.done(ended, ended.path("busId").asString() + " is taken from " + who(ended, "peer", "holder"));
        }
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
