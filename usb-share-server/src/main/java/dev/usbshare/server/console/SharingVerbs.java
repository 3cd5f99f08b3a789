package dev.usbshare.server.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code filters} and {@code auto-share}: what is shared without being named. */
final class SharingVerbs implements Verbs {

    private static final String GROUP = "Devices";
    private static final String PATTERN = "PATTERN";

    private static final TextTable TABLE = TextTable.orElse("there is no filter; devices are shared one by one")
            .column("PATTERN", "pattern")
            .column("SOURCE", "source");

    private final ManagementClient client;

    SharingVerbs(ManagementClient client) {
        this.client = client;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("filters list")
                        .alias("filters")
                        .in(GROUP)
                        .says("list the patterns that share devices")
                        .listing()
                        .does(this::list),
                Verb.named("filters add")
                        .in(GROUP)
                        .says("share every device that fits a pattern")
                        .argument(
                                PATTERN,
                                "vid:pid, vid:*, class:08, serial:ABC, a bus id, or all (a shell needs quotes around *)",
                                Choices.NONE)
                        .json()
                        .does(call -> change(call, "addFilter", call.argument(PATTERN), "added")),
                Verb.named("filters remove")
                        .in(GROUP)
                        .says("remove a pattern that was added")
                        .argument(PATTERN, "as filters list shows it", this::filters)
                        .json()
                        .does(call -> change(call, "removeFilter", call.argument(PATTERN), "removed")),
                Verb.named("auto-share")
                        .in(GROUP)
                        .says("show or say whether devices that are plugged in anew are shared")
                        .optionalArgument("on|off", "what it shall be; without it, what it is", Choices.of("on", "off"))
                        .json()
                        .does(this::autoShare));
    }

    private void list(Invocation call) {
        JsonNode sharing = client.get("sharing");
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        sharing.path("settings")
                .forEach(p -> rows.addObject().put("pattern", p.asString()).put("source", "settings"));
        sharing.path("filters")
                .forEach(p -> rows.addObject().put("pattern", p.asString()).put("source", "added"));
        call.show(rows, TABLE);
    }

    private void change(Invocation call, String what, String pattern, String done) {
        call.done(client.post(Resource.of("sharing"), Map.of(what, pattern)), "filter " + pattern + " " + done);
    }

    private void autoShare(Invocation call) {
        JsonNode now = call.maybe("on|off")
                .map(text -> client.post(Resource.of("sharing"), Map.of("autoShare", isOn(text))))
                .orElseGet(() -> client.get("sharing"));
        call.done(
                now,
                now.path("autoShare").asBoolean()
                        ? "devices that are plugged in anew are shared"
                        : "devices that are plugged in anew are not shared");
    }

    private static boolean isOn(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes" -> true;
            case "off", "false", "no" -> false;
            default -> throw ConsoleFailure.usage("'" + text + "' is neither on nor off");
        };
    }

    private List<Choices.Choice> filters() {
        return client.get("sharing")
                .path("filters")
                .valueStream()
                .map(p -> new Choices.Choice(p.asString(), ""))
                .toList();
    }
}
