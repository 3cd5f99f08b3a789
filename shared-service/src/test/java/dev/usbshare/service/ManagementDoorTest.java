package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Which door leads to what. One service serves all tests: none changes it. */
@TestInstance(Lifecycle.PER_CLASS)
class ManagementDoorTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private Path socket = Path.of("");
    private int port;

    @SuppressWarnings("NullAway.Init")
    private ConfigurableApplicationContext service;

    @BeforeAll
    void start(@TempDir Path state) {
        socket = state.resolve("management.sock");
        service = new SpringApplicationBuilder(SampleProgram.Service.class)
                .run("--usb-share.state-dir=" + state, "--usb-share.management.port=0");
        var web = (ServletWebServerApplicationContext) service;
        port = Objects.requireNonNull(web.getWebServer()).getPort();
    }

    @AfterAll
    void stop() {
        http.close();
        service.close();
        assertThat(socket).as("the socket goes with the service").doesNotExist();
    }

    private int status(String path, Consumer<HttpRequest.Builder> how) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        how.accept(request);
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/actuator/info",
                "/actuator/prometheus"
            })
    void tcp_showsHealthAndMetrics(String path) throws Exception {
        assertThat(status(path, r -> {})).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/actuator",
                "/actuator/",
                "/actuator/secrets",
                "/actuator/env",
                "/actuator/health/../secrets",
                "/actuator/health/%2e%2e/secrets",
                "/actuator/health/..;/secrets",
                "/actuator/secrets/..;/health",
                "/actuator/health;x=/../secrets",
                "//actuator/health",
                "/actuator/%68ealth"
            })
    void tcp_hidesEverythingElse(String path) throws Exception {
        assertThat(status(path, r -> {})).isIn(400, 404);
    }

    @Test
    void tcp_isReadOnly() throws Exception {
        assertThat(status("/actuator/health", r -> r.POST(BodyPublishers.noBody())))
                .isEqualTo(404);
        assertThat(status("/actuator/health", HttpRequest.Builder::DELETE)).isEqualTo(404);
    }

    @Test
    void unixSocket_showsEverything() throws IOException {
        assertThat(UnixHttp.get(socket, "/actuator/secrets")).contains(" 200", "\"answer\":\"42\"");
        assertThat(UnixHttp.get(socket, "/actuator/health")).contains(" 200", "\"status\":\"UP\"");
    }

    @Test
    void unixSocket_isForThisUserOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
    }
}
