package dev.usbshare.client.console;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Nodes;
import dev.usbshare.console.verbs.PathsTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code servers}: where devices come from. */
final class ServerVerbs implements Verbs {

    static final String GROUP = "Servers";
    private static final String SERVER = "SERVER";
    private static final String SAYS = "a name, a node id, or the beginning of one";
    private static final Set<String> ALL = Set.of("*", "all");
    static final Choices MODES = Choices.of("auto", "auto-devices", "manual");

    private static final TextTable TABLE = TextTable.orElse("no server is known; see help servers add")
            .column("NAME", "name")
            .column("STATE", "state")
            .column("CONNECT", "connect")
            .text("ADDRESS", "address")
            .column("DEVICES", "devices")
            .minor(
                    "RTT",
                    row -> row.has("roundTripMillis")
                            ? "%.1f ms".formatted(row.path("roundTripMillis").asDouble())
                            : "")
            .minor("PATH", "path.kind")
            .minor("ALLOWED", "allowedClasses")
            .text("REASON", "reason")
            .minor("NODE ID", "nodeId");

    private static final TextTable NEARBY = TextTable.orElse("no server announces itself on the local network")
            .text("NAME", "name")
            .column("KNOWN AS", "knownAs")
            .text("ADDRESSES", "addresses")
            .minor("FINGERPRINT", "fingerprint")
            .column("NODE ID", "nodeId");

    private static final TextTable PATHS = PathsTable.of("SERVER");

    private final ManagementClient client;
    private final Nodes servers;

    ServerVerbs(ManagementClient client, Nodes servers) {
        this.client = client;
        this.servers = servers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("servers list")
                        .alias("servers")
                        .in(GROUP)
                        .says("list the servers, and why one is not connected")
                        .listing()
                        .does(call -> call.show(client.get("servers"), TABLE)),
                Verb.named("servers show")
                        .in(GROUP)
                        .says("show all that is known of a server")
                        .argument(SERVER, SAYS, servers::choices)
                        .json()
                        .does(this::show),
                Verb.named("servers paths")
                        .in(GROUP)
                        .says("show every way to the connected servers, which one is used, and why not a direct one")
                        .listing()
                        .does(call -> call.show(client.get("paths"), PATHS)),
                Verb.named("servers discover")
                        .in(GROUP)
                        .says("list the servers that the local network tells of, known or not")
                        .listing()
                        .does(call -> call.show(client.get("discovered"), NEARBY)),
                Verb.named("servers add")
                        .in(GROUP)
                        .says("add a server, with a ticket of its operator or with its node id, and address if known")
                        .arguments(
                                "TICKET",
                                "a ticket, NODE-ID@HOST[:PORT], or NODE-ID alone to have it looked up",
                                Choices.NONE)
                        .option("name", "NAME", "what to call it here; without it as the ticket does, or by its host")
                        .option("connect", "MODE", "auto (if not given), auto-devices or manual", MODES)
                        .secret()
                        .json()
                        .does(this::add),
                Verb.named("servers remove")
                        .in(GROUP)
                        .says("forget servers that were added; what is attached from them is detached")
                        .arguments(SERVER, SAYS, servers::choices)
                        .does(this::remove),
                Verb.named("servers allow")
                        .in(GROUP)
                        .says("say which device classes a server may bring in here")
                        .argument(SERVER, SAYS, servers::choices)
                        .argument("CLASSES", "such as '08,03', or all", Choices.of("all"))
                        .does(this::allow),
                Verb.named("servers rename")
                        .in(GROUP)
                        .says("call a server that was added something else here")
                        .argument(SERVER, SAYS, servers::choices)
                        .argument("NAME", "its new name", Choices.NONE)
                        .does(this::rename),
                Verb.named("servers mode")
                        .in(GROUP)
                        .says("say whether to stay connected to a server that was added")
                        .argument(SERVER, SAYS, servers::choices)
                        .argument("MODE", "auto, auto-devices (attach all that it offers) or manual", MODES)
                        .does(this::mode));
    }

    private void show(Invocation call) {
        call.tell(servers.one(call.argument(SERVER)));
    }

    private void add(Invocation call) {
        JsonNode added = client.post(Resource.of("servers"), body(call));
        call.done(
                added,
                "server " + added.path("name").asString() + " is added: node "
                        + added.path("nodeId").asString()
                        + (added.path("addresses").isEmpty() ? "" : " at " + TextTable.text(added.path("addresses"))));
    }

    /** A ticket may be pasted with blanks in it. */
    private static Map<String, Object> body(Invocation call) {
        Map<String, Object> body = call.body("name", "name", "connect", "connect");
        target(String.join(" ", call.arguments())).forEach(body::putIfAbsent);
        return body;
    }

    /** What the service takes of {@code NODE-ID[@HOST[:PORT]]}, or of a ticket. */
    static Map<String, String> target(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            return isNodeId(text) ? Map.of("id", text, "name", shortId(text)) : Map.of("ticket", text);
        }
        if (at == 0 || at == text.length() - 1) {
            throw ConsoleFailure.usage("'" + text + "' is neither a ticket nor NODE-ID@HOST[:PORT]");
        }
        String id = text.substring(0, at);
        String address = text.substring(at + 1);
        return Map.of("id", id, "address", address, "name", name(id, address));
    }

    /** Of a server that brings none along: its host's, where that can be one. */
    private static String name(String id, String address) {
        String host = address.replaceFirst(":[0-9]+$", "");
        return host.matches("[A-Za-z][A-Za-z0-9._-]{0,31}") ? host : shortId(id);
    }

    private static String shortId(String id) {
        return id.substring(0, Math.min(id.length(), 10)).toLowerCase(Locale.ROOT);
    }

    /** As {@code --node-id} prints it, or in hexadecimal. */
    static boolean isNodeId(String text) {
        return text.matches("(?i)[a-z2-7]{52}|[0-9a-f]{64}");
    }

    private void remove(Invocation call) {
        for (String text : call.arguments()) {
            String name = name(text);
            client.delete(Resource.of("servers", name));
            call.say("server " + name + " is forgotten");
        }
    }

    private void allow(Invocation call) {
        String name = name(call.argument(SERVER));
        String classes = call.argument("CLASSES");
        client.post(Resource.of("servers", name), Map.of("allowedClasses", classes));
        call.say("server " + name + " may bring in "
                + (ALL.contains(classes.strip()) ? "everything" : "classes " + classes));
    }

    private void mode(Invocation call) {
        String name = name(call.argument(SERVER));
        client.post(Resource.of("servers", name), Map.of("connect", call.argument("MODE")));
        call.say(
                switch (call.argument("MODE").toLowerCase(Locale.ROOT)) {
                    case "manual" -> "connected to " + name + " only when asked";
                    case "auto-devices" -> "stays connected to " + name + ", and attaches all that it offers";
                    default -> "stays connected to " + name;
                });
    }

    private void rename(Invocation call) {
        String old = name(call.argument(SERVER));
        client.post(Resource.of("servers", old), Map.of("rename", call.argument("NAME")));
        call.say("server " + old + " is " + call.argument("NAME") + "; rules that name it follow");
    }

    private String name(String text) {
        return servers.name(servers.one(text));
    }
}
