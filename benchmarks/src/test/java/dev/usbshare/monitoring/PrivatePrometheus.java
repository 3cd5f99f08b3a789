package dev.usbshare.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Prometheus of this test's own, from Debian's package, on a free port of 127.0.0.1, with our settings and rules but for the ports and the
 * interval, which is a second. The system's is not touched.
 *
 * <p>Where there is none, tests are skipped; they fail instead when {@code USB_SHARE_REQUIRE_PROMETHEUS} is 1.
 */
final class PrivatePrometheus implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
    private static final Path SETTINGS = Path.of("../config/prometheus");
    private static final Pattern LISTENING = Pattern.compile("\"Listening on\" address=(\\S+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final Thread log;
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    private PrivatePrometheus(Process process, BufferedReader output) throws IOException {
        this.process = process;
        this.address = awaitAddress(output);
        // So that it is not held up by a full pipe.
        this.log = Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
    }

    /** Before anything is started for it. */
    static void require() {
        if (!"1".equals(System.getenv("USB_SHARE_REQUIRE_PROMETHEUS"))) {
            assumeThat(Files.isExecutable(PROGRAM))
                    .as("Prometheus is installed")
                    .isTrue();
        }
    }

    /** @param directory an empty one */
    static PrivatePrometheus start(Path directory, int serverPort, int clientPort) throws IOException {
        String settings = Files.readString(SETTINGS.resolve("scrape.yml"));
        String changed = settings.replace("_interval: 15s", "_interval: 1s")
                .replace("127.0.0.1:7491", "127.0.0.1:" + serverPort)
                .replace("127.0.0.1:7492", "127.0.0.1:" + clientPort);
        assertThat(changed).contains("scrape_interval: 1s", ":" + serverPort + "\"", ":" + clientPort + "\"");
        Path file = Files.writeString(directory.resolve("prometheus.yml"), changed);
        Files.copy(SETTINGS.resolve("usb-share.rules.yml"), directory.resolve("usb-share.rules.yml"));
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .start();
        try {
            return new PrivatePrometheus(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI awaitAddress(BufferedReader output) throws IOException {
        var seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return URI.create("http://" + listening.group(1));
            }
        }
        throw new AssertionError("Prometheus ended:\n" + seen);
    }

    /** What an expression says now: an array of a sample for each series. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        return get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
    }

    /** Every rule that it has loaded. */
    JsonNode rules() throws IOException, InterruptedException {
        return get("rules").path("groups");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(address.resolve("/api/v1/" + path)).build(), BodyHandlers.ofString());
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("status").asString("")).as(path + ": " + body).isEqualTo("success");
        return body.path("data");
    }

    @Override
    public void close() {
        http.close();
        process.destroyForcibly();
        log.interrupt();
    }
}
