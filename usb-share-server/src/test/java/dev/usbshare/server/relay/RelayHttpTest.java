package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.PkarrPacket;
import dev.usbshare.lookup.Z32;
import dev.usbshare.relay.RelayUrl;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the relay answers over HTTP. */
class RelayHttpTest {

    private static final NodeAddresses SOMEWHERE =
            new NodeAddresses(List.of(), List.of(new RelayUrl("https://relay.example.org")));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RelayRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new RelayRig();
    }

    @AfterEach
    void close() {
        rig.close();
        http.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + rig.server.address().getPort() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(to(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> put(NodeKey as, PkarrPacket record) throws Exception {
        return http.send(
                to("/pkarr/" + Z32.of(as.id()))
                        .PUT(BodyPublishers.ofByteArray(record.payload()))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "/ping, 200, pong",
        "/healthz, 200, ok",
        "/, 200, usb-share",
        "/robots.txt, 200, Disallow",
        "/relay, 400, WebSocket",
        "/nothing, 404, not found",
        "/pkarr/, 400, z-base-32",
        "/pkarr/yy, 400, z-base-32"
    })
    void path_isAnswered(String path, int status, String text) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(text);
    }

    @Test
    void captivePortalCheck_getsItsChallengeBack_ifItIsPlain() throws Exception {
        var plain = http.send(
                to("/generate_204")
                        .header("X-Iroh-Challenge", "ts_relay.example.org")
                        .build(),
                BodyHandlers.ofString());
        var odd = http.send(
                to("/generate_204").header("X-Iroh-Challenge", "<script>").build(), BodyHandlers.ofString());

        assertThat(plain.statusCode()).isEqualTo(204);
        assertThat(plain.headers().firstValue("X-Iroh-Response")).contains("response ts_relay.example.org");
        assertThat(odd.headers().firstValue("X-Iroh-Response")).isEmpty();
    }

    @Test
    void otherMethods_areRefused() throws Exception {
        var posted = http.send(to("/ping").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());

        assertThat(posted.statusCode()).isEqualTo(405);
    }

    @Test
    void record_isKept_andReadAgain() throws Exception {
        NodeKey key = NodeKey.generate();
        PkarrPacket record = PkarrPacket.sign(key, 1_000, SOMEWHERE);

        assertThat(put(key, record).statusCode()).isEqualTo(204);

        var found = http.send(to("/pkarr/" + Z32.of(key.id())).build(), BodyHandlers.ofByteArray());
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.headers().firstValue("content-type")).contains("application/x-pkarr-signed-packet");
        assertThat(PkarrPacket.verify(key.id(), found.body()).addresses()).isEqualTo(SOMEWHERE);
    }

    @Test
    void newestRecord_wins() throws Exception {
        NodeKey key = NodeKey.generate();
        put(key, PkarrPacket.sign(key, 2_000, SOMEWHERE));

        assertThat(put(key, PkarrPacket.sign(key, 1_000, NodeAddresses.NONE)).statusCode())
                .isEqualTo(409);
        assertThat(put(key, PkarrPacket.sign(key, 2_000, SOMEWHERE)).statusCode())
                .as("the same again")
                .isEqualTo(204);
        assertThat(put(key, PkarrPacket.sign(key, 3_000, NodeAddresses.NONE)).statusCode())
                .isEqualTo(204);
    }

    @Test
    void recordOfSomebodyElse_isRefused() throws Exception {
        NodeKey key = NodeKey.generate();

        assertThat(put(NodeKey.generate(), PkarrPacket.sign(key, 1, SOMEWHERE)).statusCode())
                .isEqualTo(400);
        assertThat(rig.count(RelayCount.RECORDS_BAD)).isOne();
        assertThat(get("/pkarr/" + Z32.of(key.id())).statusCode()).isEqualTo(404);
    }

    @Test
    void recordOfADeniedNode_isRefused() throws Exception {
        NodeKey key = NodeKey.generate();
        rig.server.change(new AccessPolicy(Set.of(), Set.of(key.id()), List.of()), RelayLimits.DEFAULT);

        assertThat(put(key, PkarrPacket.sign(key, 1, SOMEWHERE)).statusCode()).isEqualTo(403);
    }

    @Test
    void addressThatPublishesTooOften_isRefused() throws Exception {
        NodeKey key = NodeKey.generate();
        PkarrPacket record = PkarrPacket.sign(key, 1, SOMEWHERE);
        int refused = 0;
        for (int i = 0; i < 2 * RelayLimits.PUBLISH_BURST; i++) {
            refused += put(key, record).statusCode() == 429 ? 1 : 0;
        }

        assertThat(refused).isPositive();
        assertThat(rig.count(RelayCount.RECORDS_TOO_MANY)).isEqualTo(refused);
    }

    @Test
    void recordThatIsTooLong_isRefused() throws Exception {
        var long1 = http.send(
                to("/pkarr/" + Z32.of(NodeKey.generate().id()))
                        .PUT(BodyPublishers.ofByteArray(new byte[RelayLimits.HTTP_BYTES + 1]))
                        .build(),
                BodyHandlers.discarding());

        assertThat(long1.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"iroh-relay-v2", "iroh-relay-v1", "iroh-relay-v1, iroh-relay-v2", "iroh-relay-v3, iroh-relay-v2"
            })
    void highestKnownVersion_isPicked(String offered) throws Exception {
        assertThat(upgrade("13", "Sec-WebSocket-Protocol: " + offered))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase(
                        "sec-websocket-protocol: iroh-relay-" + (offered.contains("v2") ? "v2" : "v1") + "\r\n");
    }

    @Test
    void unknownVersion_isRefused() throws Exception {
        assertThat(upgrade("13", "Sec-WebSocket-Protocol: iroh-relay-v9")).startsWith("HTTP/1.1 400 ");
        assertThat(upgrade("13", "X-Other: 1")).startsWith("HTTP/1.1 400 ");
        assertThat(upgrade("8", "Sec-WebSocket-Protocol: iroh-relay-v2")).startsWith("HTTP/1.1 426 ");
    }

    /** The answer's head, over a plain socket. */
    private String upgrade(String version, String header) throws Exception {
        try (var socket = new Socket(
                rig.server.address().getAddress(), rig.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("""
                            GET /relay?token=x HTTP/1.1\r
                            Host: relay.test\r
                            Upgrade: websocket\r
                            Connection: keep-alive, Upgrade\r
                            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                            Sec-WebSocket-Version: %s\r
                            %s\r
                            \r
                            """.formatted(version, header)).getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int c = socket.getInputStream().read();
                if (c < 0) {
                    break;
                }
                head.append((char) c);
            }
            return head.toString();
        }
    }

    @Test
    void noise_endsTheConnection() throws Exception {
        try (var socket = new Socket(
                rig.server.address().getAddress(), rig.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("\0\1\2 nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ");
        }
    }
}
