package dev.usbshare.client.console;

import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.DeviceText;
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
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code devices} and {@code attach}: what the servers offer, and having it here. */
final class DeviceVerbs implements Verbs {

    private static final String GROUP = "Devices";
    private static final String DEVICE = "DEVICE";
    private static final String SERVER = "server";

    /** Longer than the service's own patience with a server. */
    private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(60);

    private static final TextTable TABLE = TextTable.orElse(
                    "no server that is connected offers a device; see servers list")
            .column("SERVER", SERVER)
            .column("BUS ID", "busId")
            .column("VID:PID", "usbId")
            .minor("SPEED", "speed")
            .column(
                    "ATTACHED",
                    row -> row.has("attachment")
                            ? "as " + row.path("attachment").asInt()
                            : "no")
            .text("HOLDER", "holder")
            .text("NICKNAME", "nickname")
            .text("NAME", DeviceText::told);

    private final ManagementClient client;
    private final Devices devices;
    private final Nodes servers;

    DeviceVerbs(ManagementClient client, Devices devices, Nodes servers) {
        this.client = client;
        this.devices = devices;
        this.servers = servers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("devices list")
                        .alias("devices")
                        .in(GROUP)
                        .says("list what the connected servers offer")
                        .option(SERVER, "SERVER", "of this one only", servers::choices)
                        .listing()
                        .does(this::list),
                Verb.named("devices show")
                        .in(GROUP)
                        .says("show all that is known of a device")
                        .argument(
                                DEVICE,
                                "a bus id, nickname, vid:pid or serial number, or SERVER/BUS-ID",
                                devices::choices)
                        .json()
                        .does(this::show),
                Verb.named("attach")
                        .in(GROUP)
                        .says("plug a device in here")
                        .argument(
                                DEVICE,
                                "a bus id, nickname, vid:pid, class:08 or serial:ABC, or SERVER/BUS-ID",
                                devices::choices)
                        .option(SERVER, "SERVER", "of this server", servers::choices)
                        .flag("wait", "stand in line if somebody uses it; it is attached when it is free")
                        .flag("take-over", "take it from whoever uses it, if the server allows")
                        .flag("pin", "ask for the device's PIN, or read it from standard input")
                        .flag("accept-change", "attach it though it is not what it was when it was first attached")
                        .json()
                        .does(this::attach));
    }

    private void list(Invocation call) {
        JsonNode all = client.get("devices");
        Optional<String> server = call.option(SERVER).map(this::server);
        ArrayNode some = JsonNodeFactory.instance.arrayNode();
        all.valueStream()
                .filter(row -> server.isEmpty() || row.path(SERVER).asString().equals(server.get()))
                .forEach(some::add);
        call.show(some, TABLE);
    }

    private String server(String text) {
        return servers.name(servers.one(text));
    }

    private void show(Invocation call) {
        call.tell(devices.one(call.argument(DEVICE)));
    }

    private void attach(Invocation call) throws Exception {
        if (call.flag("wait") && call.flag("take-over")) {
            throw ConsoleFailure.usage("--wait and --take-over do not go together: choose one");
        }
        String text = call.argument(DEVICE);
        Optional<String> server = call.option(SERVER).map(this::server);
        List<JsonNode> meant = devices.find(text, server);
        var body = new LinkedHashMap<String, Object>();
        if (meant.size() == 1) {
            body.put(SERVER, meant.getFirst().path(SERVER).asString());
            body.put("device", meant.getFirst().path("busId").asString());
        } else {
            // None or several: the service knows patterns, and says what is wrong.
            server.ifPresent(s -> body.put(SERVER, s));
            body.put("device", text);
        }
        if (call.flag("wait")) {
            body.put("mode", "wait");
        } else if (call.flag("take-over")) {
            body.put("mode", "take-over");
        }
        if (call.flag("pin")) {
            body.put("pin", call.secret("PIN: "));
        }
        if (call.flag("accept-change")) {
            body.put("acceptChange", true);
        }
        JsonNode row = client.withPatience(ATTACH_PATIENCE).post(Resource.of("attachments"), body);
        call.done(row, AttachmentVerbs.sentence(row));
    }
}
