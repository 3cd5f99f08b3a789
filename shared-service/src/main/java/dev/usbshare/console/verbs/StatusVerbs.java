package dev.usbshare.console.verbs;

import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import dev.usbshare.service.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code status}: how the service is, in a screenful. */
public final class StatusVerbs implements Verbs {

    private static final String UP = "UP";

    private final ManagementClient client;
    private final String program;
    private final List<Count> counts;

    /**
     * Something that is counted.
     *
     * @param endpoint whose answer is a list
     */
    public record Count(String label, String endpoint, List<Part> parts) {}

    /** How many of them are something: {@code shared}. */
    public record Part(String says, Predicate<JsonNode> is) {}

    public StatusVerbs(ManagementClient client, String program, List<Count> counts) {
        this.client = client;
        this.program = program;
        this.counts = List.copyOf(counts);
    }

    @Override
    public List<Verb> all() {
        return List.of(Verb.named("status")
                .in("Service")
                .says("show how the service is; exit code 0 if it is well, 1 if not, 3 if none is running")
                .json()
                .answers(this::status));
    }

    private ExitCode status(Invocation call) {
        JsonNode health = client.health();
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("program", program);
        all.put("status", health.path("status").asString());
        all.put("socket", client.socket().toString());
        all.put("nodeId", client.get("identity").path("nodeId").asString());
        all.set("health", health.path("components"));
        for (Count count : counts) {
            JsonNode rows = client.get(count.endpoint());
            ObjectNode numbers = all.putObject(count.label());
            numbers.put("all", rows.size());
            count.parts()
                    .forEach(part -> numbers.put(
                            part.says(), rows.valueStream().filter(part.is()).count()));
        }
        if (call.json()) {
            call.json(all);
        } else {
            print(call, all);
        }
        return health.path("status").asString().equals(UP) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(Invocation call, ObjectNode all) {
        line(call, program, all.path("status").asString());
        line(call, "node id", all.path("nodeId").asString());
        line(call, "socket", all.path("socket").asString());
        for (Count count : counts) {
            ObjectNode numbers = (ObjectNode) all.path(count.label());
            String parts = count.parts().stream()
                    .map(part -> numbers.path(part.says()).asString() + " " + part.says())
                    .collect(Collectors.joining(", "));
            line(call, count.label(), numbers.path("all").asString() + (parts.isEmpty() ? "" : " (" + parts + ")"));
        }
        all.path("health").propertyStream().forEach(part -> health(call, part));
    }

    private static void health(Invocation call, Map.Entry<String, JsonNode> part) {
        JsonNode details = part.getValue().path("details");
        boolean well = part.getValue().path("status").asString().equals(UP);
        if (well && details.isEmpty()) {
            return;
        }
        String text = details.propertyStream()
                .filter(d -> !d.getValue().isEmpty() || d.getValue().isValueNode())
                .map(d -> d.getKey() + " " + shown(d.getValue()))
                .collect(Collectors.joining(", "));
        line(call, part.getKey(), part.getValue().path("status").asString() + (text.isEmpty() ? "" : "  " + text));
    }

    /** {@code shed connected}, where there is an object. */
    private static String shown(JsonNode value) {
        return value.isObject()
                ? value.propertyStream()
                        .map(part -> part.getKey() + " " + TextTable.text(part.getValue()))
                        .collect(Collectors.joining(", "))
                : TextTable.text(value);
    }

    private static void line(Invocation call, String label, String text) {
        int gap = Math.max(1, 18 - label.length());
        call.say(label + " ".repeat(gap) + text);
    }
}
