package dev.usbshare.server.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.DeviceText;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code devices}: what is plugged in, and what of it is shared. */
final class DeviceVerbs implements Verbs {

    private static final String GROUP = "Devices";
    private static final String DEVICE = "DEVICE";
    private static final String SAYS = "a bus id, nickname, vid:pid, class:08, serial:ABC, or all";

    private static final TextTable TABLE = TextTable.orElse("no USB device is here")
            .column("BUS ID", "busId")
            .column("VID:PID", "usbId")
            .minor("SPEED", "speed")
            .column("SHARED", "shared")
            .text("HOLDER", "holder")
            .text("NICKNAME", "nickname")
            .text("NAME", DeviceText::told);

    private final ManagementClient client;
    private final Devices devices;

    DeviceVerbs(ManagementClient client, Devices devices) {
        this.client = client;
        this.devices = devices;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("devices list")
                        .alias("devices")
                        .in(GROUP)
                        .says("list the USB devices of this machine")
                        .flag("shared", "only those that are shared")
                        .listing()
                        .does(this::list),
                Verb.named("devices show")
                        .in(GROUP)
                        .says("show all that is known of a device")
                        .argument(DEVICE, "a bus id, nickname, vid:pid or serial number", devices::choices)
                        .json()
                        .does(this::show),
                change("share", "share devices with approved peers", "shared"),
                change("unshare", "share devices no more; who uses one loses it", "not shared"),
                change("undecide", "forget what was said of a device: the filters decide again", "undecided"),
                Verb.named("nickname")
                        .in(GROUP)
                        .says("give a device a name, or take it away")
                        .argument(DEVICE, "a bus id, nickname, or whatever means one device", devices::choices)
                        .optionalArgument("NAME", "the name; without it the device has none", Choices.NONE)
                        .json()
                        .does(this::nickname));
    }

    private void list(Invocation call) {
        JsonNode all = client.get("devices");
        if (!call.flag("shared")) {
            call.show(all, TABLE);
            return;
        }
        ArrayNode shared = JsonNodeFactory.instance.arrayNode();
        all.valueStream().filter(row -> row.path("shared").asBoolean()).forEach(shared::add);
        call.show(shared, TABLE);
    }

    private void show(Invocation call) {
        call.tell(devices.one(call.argument(DEVICE)));
    }

    private Verb change(String action, String says, String done) {
        return Verb.named(action)
                .in(GROUP)
                .says(says)
                .arguments(DEVICE, SAYS, devices::choices)
                .json()
                .does(call -> change(call, action, done));
    }

    private void change(Invocation call, String action, String done) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (String text : call.arguments()) {
            JsonNode changed = client.post(Resource.of("devices", devices.pattern(text), action), Map.of());
            all.addAll((ArrayNode) changed);
            if (!call.json()) {
                call.say(sentence(changed, done));
            }
        }
        if (call.json()) {
            call.json(all);
        }
    }

    private static String sentence(JsonNode changed, String done) {
        return changed.isEmpty()
                ? "no device is here now; it is kept for those that come"
                : changed.valueStream()
                                .map(row -> row.path("busId").asString() + " "
                                        + row.path("product").asString(""))
                                .map(String::strip)
                                .collect(Collectors.joining(", "))
                        + ": " + done;
    }

    private void nickname(Invocation call) {
        String name = call.maybe("NAME").orElse("");
        if (call.maybe("NAME").isPresent() && name.isBlank()) {
            throw ConsoleFailure.usage("the nickname is blank; leave it out to take it away");
        }
        JsonNode changed = client.post(
                Resource.of("devices", devices.pattern(call.argument(DEVICE)), "nickname"), Map.of("nickname", name));
        String busId = changed.path(0).path("busId").asString("");
        call.done(changed, name.isEmpty() ? busId + " has no nickname" : busId + " is " + name);
    }
}
