package dev.usbshare.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart's pods may do, and where secrets are. */
class HelmRightsTest {

    static List<Path> valueSets() {
        return Chart.valueSets();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void rights_areTheLeast(Path values) {
        boolean privileged = values.equals(Chart.values("privileged"));
        for (JsonObject manifest : Chart.render(values)) {
            JsonObject pod = podSpec(manifest);
            if (pod == null) {
                continue;
            }
            assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
            assertThat(pod.getAsJsonObject("securityContext")
                            .get("runAsNonRoot")
                            .getAsBoolean())
                    .isTrue();
            for (JsonElement element : pod.getAsJsonArray("containers")) {
                JsonObject container = element.getAsJsonObject();
                JsonObject rights = container.getAsJsonObject("securityContext");
                assertThat(rights.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
                assertThat(container.getAsJsonObject("resources").keySet()).contains("requests", "limits");
                if (privileged) {
                    continue;
                }
                assertThat(rights.has("privileged")).isFalse();
                assertThat(rights.get("allowPrivilegeEscalation").getAsBoolean())
                        .isFalse();
                assertThat(rights.getAsJsonObject("capabilities")).hasToString("{\"drop\":[\"ALL\"]}");
            }
        }
    }

    private static @Nullable JsonObject podSpec(JsonObject manifest) {
        JsonObject spec = manifest.getAsJsonObject("spec");
        return spec == null || !spec.has("template")
                ? null
                : spec.getAsJsonObject("template").getAsJsonObject("spec");
    }

    @Test
    void privileged_isOnlyWhatSomebodyChose() {
        JsonObject server = Chart.container(Chart.render(Chart.values("privileged")), "server");

        assertThat(server.getAsJsonObject("securityContext").get("privileged").getAsBoolean())
                .isTrue();
    }

    @Test
    void database_comesFromASecret_andNoSecretIsInTheChart() {
        List<JsonObject> manifests = Chart.render(Chart.values("fleet"));
        JsonObject server = Chart.container(manifests, "server");
        JsonObject password = Chart.variable(server, "SPRING_DATASOURCE_PASSWORD");

        assertThat(Chart.variable(server, "SPRING_DATASOURCE_URL").get("value").getAsString())
                .isEqualTo("jdbc:postgresql://db.example/usbshare?sslmode=verify-full");
        assertThat(password.has("value")).isFalse();
        assertThat(password.getAsJsonObject("valueFrom").getAsJsonObject("secretKeyRef"))
                .hasToString("{\"name\":\"usb-share-db\",\"key\":\"password\"}");
        assertThat(manifests).noneMatch(m -> Chart.kind(m).equals("Secret"));
    }

    @Test
    void servers_dialNobodyInTheCluster_onlyTheProxyHasAToken() {
        JsonObject daemonSet = Chart.only(Chart.render(Chart.values("fleet")), "DaemonSet", "-usb-share");

        assertThat(Chart.mounts(Chart.container(List.of(daemonSet), "server"))).doesNotContain("token");
        assertThat(Chart.mounts(Chart.container(List.of(daemonSet), "metrics"))).containsExactly("token");
        assertThat(Chart.container(List.of(daemonSet), "metrics").get("args").toString())
                .contains("--allow-paths=/actuator/prometheus\"", "--upstream=http://127.0.0.1:7491/");
    }
}
