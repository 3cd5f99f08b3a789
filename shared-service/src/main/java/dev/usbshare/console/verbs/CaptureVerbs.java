package dev.usbshare.console.verbs;

import dev.usbshare.console.Choices;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** {@code capture}: files of a device's traffic for Wireshark. */
public final class CaptureVerbs implements Verbs {

    private static final String GROUP = "Service";
    private static final String DEVICE = "DEVICE";
    private static final int MAX_MEGABYTES = 65_536;

    private static final TextTable CAPTURES = TextTable.orElse("nothing is being captured")
            .column("DEVICE", "device")
            .column("EVENTS", "events")
            .minor("DROPPED", "dropped")
            .minor("BYTES", "bytes")
            .column("STATE", CaptureVerbs::state)
            .column("FILE", "file");

    private final ManagementClient client;
    private final Choices devices;
    private final UnaryOperator<String> pattern;

    /**
     * @param devices that can be captured
     * @param pattern what the service calls the device that a person names
     */
    public CaptureVerbs(ManagementClient client, Choices devices, UnaryOperator<String> pattern) {
        this.client = client;
        this.devices = devices;
        this.pattern = pattern;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("capture list")
                        .alias("capture")
                        .in(GROUP)
                        .says("list the captures that run")
                        .listing()
                        .does(call -> call.show(client.get("capture"), CAPTURES)),
                Verb.named("capture start")
                        .in(GROUP)
                        .says("write what passes through a device to a file for Wireshark")
                        .argument(DEVICE, "its bus id or another pattern that means one device", devices)
                        .option("megabytes", "N", "the file's size at most, 64 if not given")
                        .json()
                        .does(this::start),
                Verb.named("capture stop")
                        .in(GROUP)
                        .says("end a capture; its file is whole then")
                        .argument(DEVICE, "as capture list shows it, or as it was begun", this::running)
                        .json()
                        .does(this::stop));
    }

    private void start(Invocation call) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("device", pattern.apply(call.argument(DEVICE)));
        call.number("megabytes", 1, MAX_MEGABYTES).ifPresent(number -> body.put("megabytes", number));
        JsonNode begun = client.post(Resource.of("capture"), body);
        call.done(
                begun,
                begun.path("device").asString() + " is being captured to "
                        + begun.path("file").asString()
                        + "; keep the file to yourself: it holds everything that passes");
    }

    private void stop(Invocation call) {
        JsonNode ended = client.delete(Resource.of("capture").with("device", pattern.apply(call.argument(DEVICE))));
        call.done(
                ended,
                ended.path("device").asString() + ": " + ended.path("events").asLong() + " events in "
                        + ended.path("file").asString());
    }

    private static String state(JsonNode row) {
        if (row.path("failure").isString()) {
            return row.path("failure").asString();
        }
        return row.path("full").asBoolean() ? "full" : "running";
    }

    private List<Choices.Choice> running() {
        return client.get("capture")
                .valueStream()
                .map(row -> new Choices.Choice(row.path("device").asString(), ""))
                .toList();
    }
}
