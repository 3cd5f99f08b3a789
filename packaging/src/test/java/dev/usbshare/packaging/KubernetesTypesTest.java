package dev.usbshare.packaging;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker itself: what it must notice. */
class KubernetesTypesTest {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: x}
            spec:
              selector: {matchLabels: {a: b}}
              template:
                metadata: {labels: {a: b}}
                spec:
                  containers:
                    - name: c
                      image: i
                      ports: [{containerPort: 1}]
            """;

    private static final String MONITOR = """
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: x}
            spec:
              selector: {matchLabels: {a: b}}
              endpoints: [{port: metrics}]
            """;

    private static void check(String yaml) {
        KubernetesTypes.check(Chart.documents(yaml).getFirst());
    }

    @Test
    void goodManifests_pass() {
        assertThatCode(() -> check(DEPLOYMENT)).doesNotThrowAnyException();
        assertThatCode(() -> check(MONITOR)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "containerPort: 1, containerPort: one",
        "containerPort: 1, containerPrt: 1",
        "image: i, img: i",
        "name: c, title: c",
        "selector:, selectors:"
    })
    void wrongDeployment_isNoticed(String right, String wrong) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> check(DEPLOYMENT.replace(right, wrong)));
    }

    @ParameterizedTest
    @CsvSource({"port: metrics, prt: metrics", "endpoints:, endpoint:", "ServiceMonitor, ServiceMonitors"})
    void wrongServiceMonitor_isNoticed(String right, String wrong) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> check(MONITOR.replace(right, wrong)));
    }

    @Test
    void unknownKind_isNoticed() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> check(DEPLOYMENT.replace("kind: Deployment", "kind: Deploymant")))
                .withMessageContaining("Deploymant");
    }
}
