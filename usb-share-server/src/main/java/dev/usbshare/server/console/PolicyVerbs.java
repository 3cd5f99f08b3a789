package dev.usbshare.server.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.ManagementException;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Times;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Nodes;
import dev.usbshare.service.ExitCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** {@code policies}: who may use which device, when, and how. */
final class PolicyVerbs implements Verbs {

    private static final String GROUP = "Policies";
    private static final String POLICY = "POLICY";
    private static final int NOT_FOUND = 404;

    /** Of {@code policies set}: the option, the service's name for it, its value, and what it means. */
    private static final List<String[]> RULES = List.of(
            new String[] {"devices", "devices", "PATTERNS", "for these devices: '046d:*, 1-1.4', or all"},
            new String[] {"peers", "peers", "PEERS", "only these may use them: names or node ids, with commas"},
            new String[] {
                "windows", "windows", "WINDOWS", "only then: 'mon-fri 08:00-18:00 Europe/Berlin', with semicolons"
            },
            new String[] {"max-length", "maxLength", "LENGTH", "a lease lasts at most so long: 90m"},
            new String[] {"warnings", "warnings", "LENGTHS", "how long before the end to warn: '10m, 1m'"},
            new String[] {"blocked-classes", "blockedClasses", "CLASSES", "never devices with these: '03, 08/06'"},
            new String[] {"idle-timeout", "idleTimeout", "LENGTH", "a lease without traffic ends after so long"},
            new String[] {"rate", "bytesPerSecond", "SIZE", "bulk data in a second: 5MB"},
            new String[] {"take-over", "takeOver", "PEERS", "who may take a device from another: peers, or nobody"},
            new String[] {"note", "note", "TEXT", "a note for people"});

    private static final TextTable TABLE = TextTable.orElse("there is no policy: peers use what they were granted")
            .column("NAME", "name")
            .text("DEVICES", "devices")
            .text("PEERS", "peers")
            .text("WINDOWS", "windows")
            .column("MAX", "maxLength")
            .column("PIN", "pin")
            .text("NOTE", "note");

    private final ManagementClient client;
    private final Devices devices;
    private final Nodes peers;

    PolicyVerbs(ManagementClient client, Devices devices, Nodes peers) {
        this.client = client;
        this.devices = devices;
        this.peers = peers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("policies list")
                        .alias("policies")
                        .in(GROUP)
                        .says("list the policies")
                        .listing()
                        .does(call -> call.show(client.get("policies"), TABLE)),
                Verb.named("policies show")
                        .in(GROUP)
                        .says("show a policy's rules")
                        .argument(POLICY, "its name", this::choices)
                        .json()
                        .does(this::show),
                rules(Verb.named("policies set")
                                .in(GROUP)
                                .says("make a policy, or change one: what is not given stays, and '' takes a rule away")
                                .argument(POLICY, "its name", this::choices))
                        .json()
                        .does(this::set),
                Verb.named("policies remove")
                        .in(GROUP)
                        .says("remove policies")
                        .arguments(POLICY, "their names", this::choices)
                        .does(this::remove),
                Verb.named("policies pin")
                        .in(GROUP)
                        .says(
                                "ask for a PIN before a device is used; the PIN is asked for, or read from standard input")
                        .argument(POLICY, "its name", this::choices)
                        .flag("clear", "no PIN any more")
                        .does(this::pin),
                Verb.named("policies unlock")
                        .in(GROUP)
                        .says("end the pause after wrong PINs")
                        .argument(POLICY, "its name", this::choices)
                        .option("peer", "PEER", "of this peer only", peers::choices)
                        .does(this::unlock),
                Verb.named("policies explain")
                        .in(GROUP)
                        .says("say what a peer may do with a device now, and why; exit code 1 if it may not use it")
                        .argument("DEVICE", "a bus id, nickname, or whatever means one device", devices::choices)
                        .argument("PEER", "a name, a node id, or the beginning of one", peers::choices)
                        .json()
                        .answers(this::explain));
    }

    private Verb.Builder rules(Verb.Builder verb) {
        for (String[] rule : RULES) {
            Choices choices = switch (rule[0]) {
                case "peers", "take-over" -> peers::choices;
                case "devices" -> devices::choices;
                default -> Choices.NONE;
            };
            verb.option(rule[0], rule[2], rule[3], choices);
        }
        return verb;
    }

    private void show(Invocation call) {
        call.tell(client.get("policies", call.argument(POLICY)));
    }

    private void set(Invocation call) {
        String name = call.argument(POLICY);
        Optional<JsonNode> before = policy(name);
        var body = new LinkedHashMap<String, Object>();
        for (String[] rule : RULES) {
            String key = rule[1];
            before.map(p -> p.path(key)).filter(JsonNode::isString).ifPresent(old -> body.put(key, old.asString()));
            call.option(rule[0]).ifPresent(text -> {
                if (text.isBlank()) {
                    body.remove(key);
                } else {
                    body.put(key, value(key, text));
                }
            });
        }
        if (!body.containsKey("devices")) {
            throw ConsoleFailure.usage("policy " + name + ": --devices is missing; say all for every device");
        }
        if (before.isEmpty()) {
            body.put("name", name);
        }
        JsonNode now = client.post(before.isEmpty() ? Resource.of("policies") : Resource.of("policies", name), body);
        call.done(now, "policy " + name + (before.isEmpty() ? " is made" : " is changed"));
    }

    private Optional<JsonNode> policy(String name) {
        try {
            return Optional.of(client.get("policies", name));
        } catch (ManagementException.Refused e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Where peers are meant, their names will do. */
    private String value(String key, String text) {
        if (key.equals("devices")) {
            return Arrays.stream(text.split(",", -1))
                    .map(word -> devices.pattern(word.strip()))
                    .collect(Collectors.joining(", "));
        }
        if ((!key.equals("peers") && !key.equals("takeOver")) || text.strip().equalsIgnoreCase("nobody")) {
            return text;
        }
        return Arrays.stream(text.split(",", -1))
                .map(word -> peers.idOf(word.strip()))
                .collect(Collectors.joining(", "));
    }

    private void remove(Invocation call) {
        for (String name : call.arguments()) {
            client.delete(Resource.of("policies", name));
            call.say("policy " + name + " is removed");
        }
    }

    private void pin(Invocation call) throws Exception {
        String name = call.argument(POLICY);
        Resource pin = Resource.of("policies", name, "pin");
        if (call.flag("clear")) {
            client.delete(pin);
            call.say("policy " + name + " asks for no PIN");
            return;
        }
        client.post(pin, Map.of("pin", call.secret("PIN: ")));
        call.say("policy " + name + " asks for a PIN");
    }

    private void unlock(Invocation call) {
        String name = call.argument(POLICY);
        Map<String, Object> body = call.option("peer")
                .<Map<String, Object>>map(peer -> Map.of("peer", peers.idOf(peer)))
                .orElseGet(Map::of);
        client.post(Resource.of("policies", name, "unlock"), body);
        call.say("policy " + name + " takes PINs again");
    }

    private ExitCode explain(Invocation call) {
        JsonNode why =
                client.get("policies", devices.pattern(call.argument("DEVICE")), peers.idOf(call.argument("PEER")));
        boolean allowed = why.path("allowed").asBoolean();
        if (call.json()) {
            call.json(why);
            return allowed ? ExitCode.OK : ExitCode.FAILED;
        }
        call.say(why.path("device").asString() + ": "
                + (allowed ? "allowed" : "refused, " + why.path("reason").asString()));
        for (JsonNode rule : why.path("rules")) {
            call.say("  %-8s %s"
                    .formatted(
                            rule.path("outcome").asString().toLowerCase(Locale.ROOT),
                            rule.path("text").asString()));
        }
        if (why.path("changes").isString()) {
            call.say("that changes at " + Times.shown(why.path("changes")));
        }
        return allowed ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Choices.Choice> choices() {
        return client.withPatience(Duration.ofSeconds(1))
                .get("policies")
                .valueStream()
                .map(row -> new Choices.Choice(
                        row.path("name").asString(), row.path("note").asString("")))
                .toList();
    }
}
