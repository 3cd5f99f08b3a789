package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** The door for other machines: opened whole or not at all. */
class RemoteManagementTest {

    @TempDir
    Path directory;

    private record Outcome(Optional<ExitCode> code, String out, String err) {}

    private Outcome run(String... arguments) {
        var all = new ArrayList<>(List.of("--usb-share.state-dir=" + state()));
        all.addAll(List.of(arguments));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                new SampleProgram(),
                all,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path state() {
        return directory.resolve("state");
    }

    private String token() {
        return run("--remote-token").out().strip();
    }

    private void assertRefused(List<String> settings, String... parts) {
        var arguments = new ArrayList<>(List.of("--service"));
        settings.forEach(s -> arguments.add("--usb-share.management.remote." + s));

        Outcome outcome = run(arguments.toArray(String[]::new));

        assertThat(outcome.code()).as(outcome.err()).contains(ExitCode.CONFIGURATION);
        assertThat(outcome.err()).hasLineCount(1).contains(parts);
        assertThat(state().resolve("management.sock")).doesNotExist();
        assertThat(state().resolve("db")).doesNotExist();
    }

    private HttpClient trusting(Path certificate) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "it", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> get(HttpClient http, String place, String path, String token)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("https://" + place + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private ForkedService start() throws IOException {
        return ForkedService.start(
                SampleProgram.class,
                "--service",
                "--usb-share.state-dir=" + state(),
                "--usb-share.management.remote.port=0",
                "--usb-share.management.remote.address=127.0.0.1");
    }

    @Test
    void tokenAndTls_leadToEverything() throws Exception {
        String token = token();
        try (var service = start()) {
            String place = ForkedService.detail(service.awaitReady(), "remote");
            Path certificate = state().resolve("remote/certificate.pem");
            try (var http = trusting(certificate)) {
                assertThat(get(http, place, "/actuator/secrets", token).body()).contains("42");
                assertThat(get(http, place, "/actuator/health", token).statusCode())
                        .isEqualTo(200);
                assertThat(get(http, place, "/actuator/heapdump", token).statusCode())
                        .isEqualTo(404);
                assertThat(get(http, place, "/actuator/env", token).statusCode())
                        .isEqualTo(404);

                for (String path :
                        List.of("/actuator/health", "/actuator/prometheus", "/actuator/secrets", "/nowhere")) {
                    var answer = get(http, place, path, "");
                    assertThat(answer.statusCode()).isEqualTo(401);
                    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                    assertThat(answer.body()).isEmpty();
                }
                for (int i = 0; i < 10; i++) {
                    assertThat(get(http, place, "/actuator/secrets", "wrong" + i)
                                    .statusCode())
                            .isEqualTo(401);
                }
                var late = get(http, place, "/actuator/secrets", token);
                assertThat(late.statusCode()).isEqualTo(429);
                assertThat(late.headers().firstValue("Retry-After")).contains("30");
            }
            try (var http = HttpClient.newHttpClient()) {
                Assertions.assertThatThrownBy(() -> get(http, place, "/actuator/health", token))
                        .isInstanceOf(SSLHandshakeException.class);
            }
            assertThat(plain(place)).doesNotContain("200", "UP");
            assertThat(UnixHttp.get(state().resolve("management.sock"), "/actuator/prometheus"))
                    .contains("usbshare_management_denied_total 15.0");
            assertThat(Files.getPosixFilePermissions(state().resolve("remote/key.pem")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(service.terminate(Duration.ofSeconds(20))).isEqualTo(143);
            service.awaitExit();
            assertThat(String.join("\n", service.output()))
                    .contains("Remote management is open", "turned a request away")
                    .doesNotContain(token, "Exception", "wrong1");
        }
    }

    /** What somebody gets who speaks HTTP without TLS. */
    private static String plain(String place) throws IOException {
        String[] parts = place.split(":");
        try (var socket = new Socket(parts[0], Integer.parseInt(parts[1]))) {
            socket.getOutputStream().write("GET /actuator/health HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void certificate_staysTheSame() throws Exception {
        token();
        String first;
        try (var service = start()) {
            service.awaitReady();
            first = Files.readString(state().resolve("remote/certificate.pem"));
            service.terminate(Duration.ofSeconds(20));
        }
        try (var service = start()) {
            service.awaitReady();
            assertThat(state().resolve("remote/certificate.pem")).hasContent(first);
        }
    }

    @Test
    void withoutAToken_itIsRefused() {
        assertRefused(List.of("port=0"), "no token in " + state().resolve("remote/token"), "--remote-token");
    }

    @Test
    void withoutAPort_theRestIsRefused() {
        assertRefused(List.of("address=127.0.0.1"), "usb-share.management.remote.port", "leave all of them out");
        assertRefused(List.of("token-file=/etc/token"), "usb-share.management.remote.port");
        assertRefused(List.of("certificate=/etc/x", "private-key=/etc/y"), "usb-share.management.remote.port");
    }

    @Test
    void certificateWithoutItsKey_isRefused() throws Exception {
        token();
        Path file = Files.writeString(directory.resolve("x.pem"), "nonsense");

        assertRefused(List.of("port=0", "certificate=" + file), "certificate is set without private-key");
        assertRefused(List.of("port=0", "private-key=" + file), "private-key is set without certificate");
        assertRefused(List.of("port=0", "certificate=/nowhere", "private-key=" + file), "/nowhere", "no such file");
        assertRefused(List.of("port=0", "certificate=" + file, "private-key=" + file), file.toString(), "chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertRefused(List.of("port=0", "certificate=" + file, "private-key=" + file), file.toString());
    }

    @Test
    void keyOfAnotherCertificate_isRefused() throws Exception {
        token();
        try (var service = start()) {
            service.awaitReady();
            service.terminate(Duration.ofSeconds(20));
        }
        Path kept = directory.resolve("kept");
        Files.move(state().resolve("remote"), kept);
        token();
        try (var service = start()) {
            service.awaitReady();
            service.terminate(Duration.ofSeconds(20));
        }
        Path key = state().resolve("remote/key.pem");
        FileSystemUtils.deleteRecursively(state().resolve("db"));

        assertRefused(
                List.of("port=0", "certificate=" + kept.resolve("certificate.pem"), "private-key=" + key),
                "it is not the key of the certificate");
    }

    @Test
    void tokenThatOthersCanRead_orThatIsShort_isRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "short");

        assertRefused(List.of("port=0", "token-file=" + file), "chmod 600 " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertRefused(List.of("port=0", "token-file=" + file), file.toString(), "32 characters");
    }

    @Test
    void addressOfAnotherMachine_isRefused() {
        token();

        assertRefused(
                List.of("port=0", "address=192.0.2.1"), "address = '192.0.2.1'", "not an address of this machine");
    }
}
