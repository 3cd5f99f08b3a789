package dev.usbshare.client.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.service.ExitCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code attachments} and {@code detach}: what is plugged in here. */
final class AttachmentVerbs implements Verbs {

    private static final String GROUP = "Devices";
    private static final String ATTACHMENT = "ATTACHMENT";

    private static final TextTable TABLE = TextTable.orElse("nothing is attached")
            .column("ID", "id")
            .column("SERVER", "server")
            .column("BUS ID", "busId")
            .minor("VID:PID", "usbId")
            .column("STATE", "state")
            .column("PORT", "port")
            .column("IN LINE", "position")
            .text("PRODUCT", "product")
            .text("NOTICE", "notice")
            .minor("URBS", "urbs")
            .minor("BYTES", "bytes");

    private final ManagementClient client;
    private final Devices devices;

    AttachmentVerbs(ManagementClient client, Devices devices) {
        this.client = client;
        this.devices = devices;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("attachments list")
                        .alias("attachments")
                        .in(GROUP)
                        .says("list what is attached, or on its way")
                        .listing()
                        .does(call -> call.show(client.get("attachments"), TABLE)),
                Verb.named("detach")
                        .in(GROUP)
                        .says("unplug devices here; their servers may give them to others")
                        .optionalArguments(
                                ATTACHMENT,
                                "an attachment's id, or a device: bus id, nickname, vid:pid, SERVER/BUS-ID",
                                this::choices)
                        .flag("all", "all of them")
                        .does(this::detach));
    }

    /** What became of an order. */
    static String sentence(JsonNode row) {
        String device = Devices.name(row) + " " + row.path("product").asString("");
        return switch (row.path("state").asString()) {
            case "attached" ->
                device + ": attached as " + row.path("id").asInt() + ", port "
                        + row.path("port").asInt();
            case "queued" ->
                device + ": number " + row.path("position").asInt() + " in line, "
                        + row.path("holder").asString("somebody") + " uses it; attachment "
                        + row.path("id").asInt();
            default ->
                device + ": " + row.path("state").asString() + " as "
                        + row.path("id").asInt();
        };
    }

    private void detach(Invocation call) {
        if (call.arguments().isEmpty() != call.flag("all")) {
            throw ConsoleFailure.usage("name what to detach, or say --all");
        }
        List<JsonNode> rows = client.get("attachments").valueStream().toList();
        // Everything is found before anything is detached.
        Map<Integer, JsonNode> meant = new LinkedHashMap<>();
        if (call.flag("all")) {
            rows.forEach(row -> meant.put(row.path("id").asInt(), row));
        }
        for (String text : call.arguments()) {
            JsonNode row = find(text, rows);
            meant.put(row.path("id").asInt(), row);
        }
        meant.forEach((id, row) -> {
            client.delete(Resource.of("attachments", id.toString()));
            call.say(Devices.name(row) + " " + row.path("product").asString("") + ": detached");
        });
        if (meant.isEmpty()) {
            call.say("nothing is attached");
        }
    }

    private JsonNode find(String text, List<JsonNode> rows) {
        List<JsonNode> byId = rows.stream()
                .filter(row -> row.path("id").asString().equals(text))
                .toList();
        if (!byId.isEmpty()) {
            return byId.getFirst();
        }
        List<String> meant = devices.find(text, Optional.empty()).stream()
                .filter(device -> device.has("attachment"))
                .map(device -> device.path("attachment").asString())
                .toList();
        List<JsonNode> found = rows.stream()
                .filter(row -> meant.contains(row.path("id").asString())
                        || Devices.name(row).equals(text))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new ConsoleFailure(
                ExitCode.FAILED,
                found.isEmpty()
                        ? "nothing attached is '" + text + "'; see attachments list"
                        : text + " means " + found.size() + " attachments: name one of "
                                + found.stream()
                                        .map(row -> row.path("id").asString())
                                        .collect(Collectors.joining(", ")));
    }

    private List<Choices.Choice> choices() {
        return client.withPatience(Duration.ofSeconds(1))
                .get("attachments")
                .valueStream()
                .map(row -> new Choices.Choice(
                        row.path("id").asString(),
                        Devices.name(row) + " " + row.path("product").asString("")))
                .toList();
    }
}
