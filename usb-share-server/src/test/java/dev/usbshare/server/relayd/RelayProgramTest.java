package dev.usbshare.server.relayd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.ServiceMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person gets who runs the relay. */
class RelayProgramTest {

    @TempDir
    Path directory;

    private List<String> arguments(String... more) {
        var all = new ArrayList<>(List.of(more));
        all.addAll(List.of(
                "--state-dir=" + directory.resolve("state"),
                "--usb-share.listen.address=127.0.0.1",
                "--usb-share.stun.port=0",
                "--usb-share.management.port=0"));
        return all;
    }

    private void assertFails(ExitCode code, List<String> arguments, String... parts) {
        var err = new ByteArrayOutputStream();
        Optional<ExitCode> end = ServiceMain.start(
                new RelayProgram(),
                arguments,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(end).as(text).contains(code);
        assertThat(text).hasLineCount(1).startsWith("usb-share-relay: ").contains(parts);
    }

    @Test
    void relayWord_runsTheRelay_untilItIsTold() throws Exception {
        var all = new ArrayList<>(List.of("relay"));
        all.addAll(arguments("--port=0"));
        try (var service = ForkedService.start(UsbShareServer.class, all.toArray(String[]::new));
                var http = HttpClient.newHttpClient()) {
            String ready = service.awaitReady();
            String url = ForkedService.detail(ready, "relay");

            assertThat(ready).contains("READY usb-share-relay relay=http://127.0.0.1:", "stun=127.0.0.1:");
            assertThat(get(http, url + "/healthz")).contains("\"status\":\"ok\"");
            String management = "http://" + ForkedService.detail(ready, "management");
            assertThat(get(http, management + "/actuator/health/readiness")).contains("\"UP\"", "relay");
            assertThat(get(http, management + "/actuator/prometheus")).contains("usbshare_relay_nodes 0");
            assertThat(service.terminate(Duration.ofSeconds(20))).isEqualTo(143);
        }
    }

    private static String get(HttpClient http, String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void portInUse_isNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertFails(
                    ExitCode.PORT_IN_USE,
                    arguments("--port", "" + taken.getLocalPort()),
                    "TCP port " + taken.getLocalPort() + " is in use",
                    "usb-share.listen");
        }
    }

    @Test
    void certificateWithoutKey_isRefused() {
        assertFails(
                ExitCode.CONFIGURATION,
                arguments("--port=0", "--usb-share.tls.certificate=/x.pem"),
                "usb-share.tls.key is missing");
    }

    @Test
    void certificateThatIsNotThere_isNamed() {
        assertFails(
                ExitCode.CONFIGURATION,
                arguments("--port=0", "--usb-share.tls.certificate=/x.pem", "--usb-share.tls.key=/y.pem"),
                "/x.pem is not there",
                "usb-share.tls");
    }

    @Test
    void settingOfTheServer_isRefused() {
        assertFails(ExitCode.CONFIGURATION, arguments("--usb-share.share[0]=*"), "unknown setting usb-share.share");
    }

    @Test
    void wordThatIsNoOption_isRefused() {
        assertFails(ExitCode.USAGE, List.of("devices"), "unknown option 'devices'", "--help");
    }

    @Test
    void help_saysHowItIsRun() {
        var out = new ByteArrayOutputStream();

        ServiceMain.start(
                new RelayProgram(),
                List.of("--help"),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("usb-share-server relay", "--stun-port", "--config");
    }
}
