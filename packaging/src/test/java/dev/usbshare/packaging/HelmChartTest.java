package dev.usbshare.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HelmChartTest {

    private static final Path DEFAULTS = Chart.values("default");

    static List<Path> valueSets() {
        return Chart.valueSets();
    }

    @Test
    void lint_findsNothing() {
        var result = Chart.lint();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void manifests_areWhatKubernetesKnows(Path values) {
        List<JsonObject> manifests = Chart.render(values);

        assertThat(manifests).isNotEmpty().allSatisfy(KubernetesTypes::check);
        var names = new HashSet<String>();
        manifests.forEach(m -> assertThat(names.add(Chart.kind(m) + " " + Chart.name(m)))
                .as("%s %s is there once", Chart.kind(m), Chart.name(m))
                .isTrue());
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void selectors_fitTheirPods(Path values) {
        List<JsonObject> manifests = Chart.render(values);
        List<JsonObject> pods = manifests.stream()
                .filter(m -> Chart.kind(m).equals("DaemonSet") || Chart.kind(m).equals("Deployment"))
                .toList();

        for (JsonObject pod : pods) {
            JsonObject spec = pod.getAsJsonObject("spec");
            assertThat(labels(spec).entrySet())
                    .containsAll(spec.getAsJsonObject("selector")
                            .getAsJsonObject("matchLabels")
                            .entrySet());
        }
        manifests.stream().filter(m -> Chart.kind(m).equals("Service")).forEach(service -> {
            var selector =
                    service.getAsJsonObject("spec").getAsJsonObject("selector").entrySet();
            assertThat(pods)
                    .filteredOn(pod ->
                            labels(pod.getAsJsonObject("spec")).entrySet().containsAll(selector))
                    .as("pods of %s", Chart.name(service))
                    .hasSize(1);
        });
    }

    private static JsonObject labels(JsonObject spec) {
        return spec.getAsJsonObject("template").getAsJsonObject("metadata").getAsJsonObject("labels");
    }

    @ParameterizedTest
    @CsvSource({
        "replicaz, 1",
        "usb.acces, none",
        "metrics.enabeld, true",
        "usb.access, everything",
        "port, 70000",
        "config.listen.port, 1",
        "config.management.port, 1",
        "database.url, jdbc:h2:mem:x",
        "database.url, jdbc:postgresql://db/x?password=secret",
        "image.pullPolicy, Sometimes",
        "resources.limits.memory, plenty"
    })
    void wrongValues_areRefused(String name, String value) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Chart.render(DEFAULTS, Map.of(name, value)))
                .withMessageContaining("schema");
    }

    @Test
    void databaseWithoutItsSecret_isRefused() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Chart.render(DEFAULTS, Map.of("database.url", "jdbc:postgresql://db/x")))
                .withMessageContaining("name the Secret");
    }

    @Test
    void devicePluginWithoutItsResource_isRefused() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Chart.render(DEFAULTS, Map.of("usb.access", "devicePlugin")))
                .withMessageContaining("usb.resource.name");
    }

    @ParameterizedTest
    @CsvSource({"startupProbe, liveness", "livenessProbe, liveness", "readinessProbe, readiness"})
    void probes_askTheHealthGroups_onTheNodesLoopback(String probe, String group) {
        JsonObject get = Chart.container(Chart.render(DEFAULTS, Map.of("managementPort", "17491")), "server")
                .getAsJsonObject(probe)
                .getAsJsonObject("httpGet");

        assertThat(get.get("host").getAsString()).isEqualTo("127.0.0.1");
        assertThat(get.get("path").getAsString()).isEqualTo("/actuator/health/" + group);
        assertThat(get.get("port").getAsInt()).isEqualTo(17491);
    }

    @Test
    void settings_areInTheConfigMap_withTheChartsOwn() {
        String settings = Chart.only(Chart.render(Chart.values("fleet")), "ConfigMap", "-usb-share")
                .getAsJsonObject("data")
                .get("server.yml")
                .getAsString();
        JsonObject usbShare = Chart.documents(settings).getFirst().getAsJsonObject("usb-share");

        assertThat(usbShare.get("name").getAsString()).isEqualTo("workshop");
        assertThat(usbShare.getAsJsonArray("share")).hasSize(1);
        assertThat(usbShare.getAsJsonObject("listen").get("port").getAsInt()).isEqualTo(7490);
        assertThat(usbShare.getAsJsonObject("management").get("port").getAsInt())
                .isEqualTo(7491);
    }

    @Test
    void keysOfConfig_areThoseOfTheServersSampleFile() throws IOException {
        JsonObject schema = Chart.documents(Files.readString(Chart.FOLDER.resolve("values.schema.json")))
                .getFirst();
        JsonArray keys = schema.getAsJsonObject("properties")
                .getAsJsonObject("config")
                .getAsJsonObject("propertyNames")
                .getAsJsonArray("enum");
        String sample = Files.readString(Path.of("../config/usb-share-server.yml"));

        assertThat(keys.size()).isGreaterThan(5);
        for (JsonElement key : keys) {
            // What the command line alone uses is in no file.
            if (!key.getAsString().equals("admit")) {
                assertThat(sample).containsPattern("(?m)^#?  " + key.getAsString() + ":");
            }
        }
    }

    @Test
    void newSettings_startNewPods() {
        assertThat(checksum(Map.of("config.name", "a"))).isNotEqualTo(checksum(Map.of("config.name", "b")));
        assertThat(checksum(Map.of("config.name", "a"))).isEqualTo(checksum(Map.of("config.name", "a")));
    }

    private static String checksum(Map<String, String> set) {
        return Chart.only(Chart.render(DEFAULTS, set), "DaemonSet", "")
                .getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("metadata")
                .getAsJsonObject("annotations")
                .get("checksum/config")
                .getAsString();
    }

    @Test
    void realDevices_areMountedUnlessNobodyWantsThem() {
        assertThat(Chart.mounts(Chart.container(Chart.render(DEFAULTS), "server")))
                .contains("usb");
        assertThat(Chart.mounts(Chart.container(Chart.render(Chart.values("trial")), "server")))
                .doesNotContain("usb");
    }

    @Test
    void relay_isOffByDefault() {
        assertThat(Chart.render(DEFAULTS)).noneMatch(m -> Chart.kind(m).equals("Deployment"));
        assertThat(Chart.only(Chart.render(Chart.values("fleet")), "Deployment", "-relay"))
                .isNotNull();
    }

    @Test
    void relaysSettings_areThoseGiven_andTheChartsOwn() {
        var manifests = Chart.render(Chart.values("fleet"));
        String settings = Chart.only(manifests, "ConfigMap", "-relay").toString();
        String deployment = Chart.only(manifests, "Deployment", "-relay").toString();

        assertThat(settings).contains("allow:", "port: 443", "port: 3478", "certificate: /etc/usb-share/tls/tls.crt");
        assertThat(deployment).contains("HTTPS", "/healthz", "relay.yml", "\"UDP\"");
    }

    @Test
    void version_isThatOfTheBuild() throws IOException {
        String pom = Files.readString(Path.of("../pom.xml"));
        String chart = Files.readString(Chart.FOLDER.resolve("Chart.yaml"));
        String version = pom.replaceFirst(
                        "(?s).*<artifactId>usb-share-parent</artifactId>\\s*<version>([^<]*)<.*", "$1")
                .replace("-SNAPSHOT", "");

        assertThat(chart).contains("\nversion: " + version + "\n", "\nappVersion: \"" + version + "\"\n");
    }
}
