package dev.usbshare.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What dashboards and rules ask Prometheus, by the titles of the panels and the names of the alerts. */
final class Expressions {

    private static final Path DASHBOARDS = Path.of("../config/grafana");
    private static final String COMPARED = "\\s*(==|!=|>=|<=|>|<)\\s*[-+*0-9. ]+$";

    private Expressions() {}

    /** @param name of the dashboard's file, without its end */
    static Map<String, String> ofDashboard(String name) throws IOException {
        var all = new LinkedHashMap<String, String>();
        JsonNode dashboard =
                JsonMapper.builder().build().readTree(Files.readString(DASHBOARDS.resolve(name + ".json")));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                all.put(
                        name + ", " + panel.path("title").asString() + ", "
                                + target.path("refId").asString(),
                        ofPanel(target.path("expr").asString()));
            }
        }
        return all;
    }

    /** As Grafana would ask, of every instance. */
    private static String ofPanel(String expression) {
        return expression.replace("$instance", ".*").replace("$__rate_interval", "8s");
    }

    /** @param groups as Prometheus tells them */
    static Map<String, String> ofRules(JsonNode groups) {
        var all = new LinkedHashMap<String, String>();
        for (JsonNode group : groups) {
            for (JsonNode rule : group.path("rules")) {
                all.put(
                        "alert " + rule.path("name").asString(),
                        withoutComparison(rule.path("query").asString()));
            }
        }
        return all;
    }

    /** What an alert looks at, whatever it thinks of it. */
    static String withoutComparison(String expression) {
        return Arrays.stream(expression.strip().split("\\s+or\\s+"))
                .map(part -> part.replaceFirst(COMPARED, ""))
                .collect(Collectors.joining(" or "));
    }
}
