package dev.usbshare.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules, scrape settings and dashboards, as far as no Prometheus is needed to tell; and that the chart has the very same. */
class MonitoringFilesTest {

    private static final Path RULES = Path.of("../config/prometheus/usb-share.rules.yml");
    private static final Path DASHBOARDS = Path.of("../config/grafana");
    private static final Pattern METER = Pattern.compile("usbshare_[a-z_]+");
    private static final Set<String> PANELS = Set.of("row", "stat", "timeseries");
    private static final int COLUMNS = 24;

    /** One of them is a name with an alternative in it. */
    private static final String PART_OF_A_PATTERN = "usbshare_";

    private static JsonObject dashboard(String name) throws IOException {
        return Chart.documents(Files.readString(DASHBOARDS.resolve(name + ".json")))
                .getFirst();
    }

    private static List<JsonObject> objects(JsonElement array) {
        return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static List<JsonObject> alerts() throws IOException {
        return objects(Chart.documents(Files.readString(RULES)).getFirst().get("groups")).stream()
                .flatMap(group -> objects(group.get("rules")).stream())
                .toList();
    }

    private static Set<String> metersIn(String text) {
        return METER.matcher(text)
                .results()
                .map(found -> found.group().replaceFirst("_(bucket|count|sum)$", ""))
                .filter(name -> !name.equals(PART_OF_A_PATTERN))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMeterThatIsAskedFor_isDocumented() throws IOException {
        Set<String> documented = metersIn(Files.readString(Path.of("../docs/metrics.md")));
        assertThat(metersIn(Files.readString(RULES))).hasSizeGreaterThan(10).isSubsetOf(documented);
        for (String name : List.of("usb-share-server", "usb-share-client")) {
            assertThat(metersIn(Files.readString(DASHBOARDS.resolve(name + ".json"))))
                    .hasSizeGreaterThan(20)
                    .isSubsetOf(documented);
        }
    }

    @Test
    void everyAlert_saysWhatAndHowBad_andIsInTheTable() throws IOException {
        String table = Files.readString(Path.of("../docs/monitoring.md"));
        var names = new ArrayList<String>();
        for (JsonObject alert : alerts()) {
            String name = alert.get("alert").getAsString();
            names.add(name);
            JsonObject annotations = alert.getAsJsonObject("annotations");
            assertThat(annotations.get("summary").getAsString()).as(name).isNotBlank();
            assertThat(annotations.get("description").getAsString()).as(name).isNotBlank();
            assertThat(alert.getAsJsonObject("labels").get("severity").getAsString())
                    .as(name)
                    .isIn("critical", "warning");
            assertThat(table)
                    .containsPattern("(?m)^\\| `" + name + "` \\| "
                            + alert.getAsJsonObject("labels").get("severity").getAsString() + " \\|");
        }
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(15);
        assertThat(Pattern.compile("(?m)^\\| `(UsbShare\\w+)`")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyElementsOf(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usb-share-server", "usb-share-client"})
    void dashboard_isWhole(String name) throws IOException {
        JsonObject dashboard = dashboard(name);
        assertThat(dashboard.get("uid").getAsString()).isEqualTo(name);
        assertThat(dashboard.get("schemaVersion").getAsInt()).as("Grafana 10").isBetween(37, 39);
        assertThat(objects(dashboard.getAsJsonObject("templating").get("list")))
                .extracting(
                        v -> v.get("name").getAsString() + " " + v.get("type").getAsString())
                .containsExactly("datasource datasource", "instance query");

        var ids = new HashSet<Integer>();
        var titles = new HashSet<String>();
        var taken = new HashSet<String>();
        for (JsonObject panel : objects(dashboard.get("panels"))) {
            String title = panel.get("title").getAsString();
            assertThat(titles.add(title)).as("%s is there once", title).isTrue();
            assertThat(ids.add(panel.get("id").getAsInt())).as(title).isTrue();
            assertThat(panel.get("type").getAsString()).as(title).isIn(PANELS);
            place(panel.getAsJsonObject("gridPos"), title, taken);
            if (!panel.get("type").getAsString().equals("row")) {
                checkPanel(name, title, panel);
            }
        }
    }

    private static void place(JsonObject at, String title, Set<String> taken) {
        int x = at.get("x").getAsInt();
        int y = at.get("y").getAsInt();
        assertThat(x + at.get("w").getAsInt()).as(title).isLessThanOrEqualTo(COLUMNS);
        for (int column = x; column < x + at.get("w").getAsInt(); column++) {
            for (int line = y; line < y + at.get("h").getAsInt(); line++) {
                assertThat(taken.add(column + " " + line))
                        .as("%s lies on nothing", title)
                        .isTrue();
            }
        }
    }

    private static void checkPanel(String job, String title, JsonObject panel) {
        assertThat(panel.get("description").getAsString()).as(title).isNotBlank();
        assertThat(panel.getAsJsonObject("fieldConfig")
                        .getAsJsonObject("defaults")
                        .get("unit")
                        .getAsString())
                .as(title)
                .isIn("none", "short", "s", "bytes", "Bps", "ops", "percentunit");
        assertThat(source(panel)).as(title).isEqualTo("prometheus ${datasource}");
        assertThat(objects(panel.get("targets"))).as(title).isNotEmpty().allSatisfy(target -> {
            assertThat(source(target)).isEqualTo("prometheus ${datasource}");
            assertThat(target.get("expr").getAsString())
                    .contains("job=\"" + job + "\"", "instance=~\"$instance\"")
                    .doesNotContainPattern("(rate|increase)\\([^\\[]*\\[(?!\\$__rate_interval)");
        });
    }

    private static String source(JsonObject of) {
        JsonObject source = of.getAsJsonObject("datasource");
        return source.get("type").getAsString() + " " + source.get("uid").getAsString();
    }

    @Test
    void chart_hasTheVerySameRulesAndDashboards() throws IOException {
        List<JsonObject> manifests = Chart.render(Chart.values("fleet"));

        assertThat(Chart.only(manifests, "PrometheusRule", "").getAsJsonObject("spec"))
                .isEqualTo(Chart.documents(Files.readString(RULES)).getFirst());
        for (String name : List.of("usb-share-server", "usb-share-client")) {
            String inChart = Chart.only(manifests, "ConfigMap", "-" + name)
                    .getAsJsonObject("data")
                    .get(name + ".json")
                    .getAsString();
            assertThat(Chart.documents(inChart).getFirst()).isEqualTo(dashboard(name));
        }
    }

    @Test
    void chart_scrapesUnderTheNameThatTheRulesGoBy() throws IOException {
        String settings = Files.readString(Path.of("../config/prometheus/scrape.yml"));
        assertThat(objects(Chart.documents(settings).getFirst().get("scrape_configs")))
                .extracting(job -> job.get("job_name").getAsString())
                .containsExactly("usb-share-server", "usb-share-client");
        JsonObject endpoint = objects(Chart.only(Chart.render(Chart.values("fleet")), "ServiceMonitor", "")
                        .getAsJsonObject("spec")
                        .get("endpoints"))
                .getFirst();

        assertThat(objects(endpoint.get("relabelings")))
                .anySatisfy(
                        relabeling -> assertThat(relabeling.toString()).contains("\"job\"", "\"usb-share-server\""));
    }
}
