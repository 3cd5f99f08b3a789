package dev.usbshare.client.console;

import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.console.verbs.Nodes;
import dev.usbshare.service.ExitCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code servers connect} and {@code disconnect}. */
final class ConnectVerbs implements Verbs {

    /** Within which a server that can be reached answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration BEAT = Duration.ofMillis(200);
    private static final String SERVER = "SERVER";

    private final ManagementClient client;
    private final Nodes servers;

    ConnectVerbs(ManagementClient client, Nodes servers) {
        this.client = client;
        this.servers = servers;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("servers connect")
                        .in(ServerVerbs.GROUP)
                        .says("connect now, and wait for it; adds a server that is not known; exit code 1 if it fails")
                        .argument(
                                SERVER,
                                "a name or node id; a ticket, NODE-ID or NODE-ID@HOST[:PORT] of a new one",
                                servers::choices)
                        .option("name", "NAME", "what to call a new one here")
                        .secret()
                        .json()
                        .answers(this::connect),
                Verb.named("servers disconnect")
                        .in(ServerVerbs.GROUP)
                        .says("detach what is attached from a server, and end the connection")
                        .argument(SERVER, "a name, a node id, or the beginning of one", servers::choices)
                        .does(this::disconnect));
    }

    private ExitCode connect(Invocation call) throws InterruptedException {
        String name = known(call);
        client.post(Resource.of("servers", name, "connect"), Map.of());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode row = row(name);
        while (!isDecided(row) && System.nanoTime() < deadline) {
            Thread.sleep(BEAT);
            row = row(name);
        }
        boolean connected = row.path("state").asString().equals("connected");
        String reason = row.path("reason").asString("no answer yet; it is tried again");
        call.done(
                row,
                connected
                        ? "connected to " + name + ", which offers "
                                + row.path("devices").asInt() + " devices"
                        : "not connected to " + name + ": " + reason);
        return connected ? ExitCode.OK : ExitCode.FAILED;
    }

    private static boolean isDecided(JsonNode row) {
        return !row.path("state").asString().equals("connecting");
    }

    private JsonNode row(String name) {
        return servers.one(name);
    }

    /** The name of the server that is meant, which is added if it is none that is known. */
    private String known(Invocation call) {
        String text = call.argument(SERVER);
        int at = text.indexOf('@');
        Optional<JsonNode> known = servers.find(at > 0 ? text.substring(0, at) : text);
        if (known.isPresent()) {
            return servers.name(known.get());
        }
        if (at < 0
                && !ServerVerbs.isNodeId(text)
                && !text.toLowerCase(Locale.ROOT).startsWith("usbshare")) {
            throw new ConsoleFailure(
                    ExitCode.FAILED,
                    "no server is '" + text
                            + "'; see servers list, or add it with a ticket, NODE-ID or NODE-ID@HOST[:PORT]");
        }
        var body = new LinkedHashMap<String, Object>(ServerVerbs.target(text));
        call.option("name").ifPresent(name -> body.put("name", name));
        return client.post(Resource.of("servers"), body).path("name").asString();
    }

    private void disconnect(Invocation call) {
        String name = servers.name(servers.one(call.argument(SERVER)));
        client.post(Resource.of("servers", name, "disconnect"), Map.of());
        call.say("disconnected from " + name);
    }
}
