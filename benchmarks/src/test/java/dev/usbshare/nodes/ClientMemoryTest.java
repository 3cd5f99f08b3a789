package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.NodeKeys;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.UnixHttp;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SerialEcho;
import dev.usbshare.simulation.SimulatedUsbHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person tells the client's service through its management door holds at once, and after a restart. */
class ClientMemoryTest {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    @TempDir
    Path state;

    private final NodeKey serverKey = NodeKey.generate();
    private final SimulatedUsbHost devices = new SimulatedUsbHost();

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void startServer() throws Exception {
        devices.plug(new SerialEcho("1"));
        devices.plug(new Loopback("2"));
        server = new TestServer(
                serverKey,
                NodeKeys.loadOrCreate(null, new StateDirectory(state)).id(),
                devices,
                0);
    }

    @AfterEach
    void stopServer() {
        server.close();
        devices.close();
    }

    private ForkedService startClient() throws Exception {
        ForkedService client = ForkedService.start(
                UsbShareClient.class,
                "--service",
                "--state-dir=" + state,
                "--usb-share.management.port=0",
                "--attach-mode=in-process");
        client.awaitReady();
        return client;
    }

    private String get(String endpoint) throws IOException {
        return UnixHttp.get(state.resolve("management.sock"), "/actuator/" + endpoint);
    }

    private String post(String endpoint, String json) throws IOException {
        return UnixHttp.post(state.resolve("management.sock"), "/actuator/" + endpoint, json);
    }

    private String delete(String endpoint) throws IOException {
        return UnixHttp.delete(state.resolve("management.sock"), "/actuator/" + endpoint);
    }

    private void addServer() throws IOException {
        assertThat(post("servers", serverJson("shed"))).contains(" 200", "\"name\":\"shed\"");
        awaitConnected();
    }

    private String serverJson(String name) {
        return "{\"id\":\"%s\",\"address\":\"127.0.0.1:%d\",\"name\":\"%s\"}"
                .formatted(serverKey.id(), server.address().getPort(), name);
    }

    private void awaitConnected() {
        TestNode.await()
                .untilAsserted(() -> assertThat(get("servers")).contains("\"state\":\"connected\"", "\"devices\":2"));
    }

    @Test
    void serverRuleAndPin_outliveARestart() throws Exception {
        try (var client = startClient()) {
            addServer();
            assertThat(post("rules", "{\"server\":\"shed\",\"device\":\"99-2\"}"))
                    .contains(" 200", "\"source\":\"added\"");
            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).hasSize(1));
            TestNode.await().untilAsserted(() -> assertThat(get("pins")).contains("\"busId\":\"99-2\"", "1209:0005"));
            client.terminate(Duration.ofSeconds(60));
        }
        TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
        try (var _ = startClient()) {
            awaitConnected();
            TestNode.await().untilAsserted(() -> assertThat(get("attachments")).contains("\"state\":\"attached\""));
            assertThat(delete("rules/" + id(get("rules")))).contains(" 204");
            assertThat(delete("servers/shed")).contains(" 204");
            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
            assertThat(get("servers")).endsWith("[]");
            assertThat(get("audit"))
                    .contains("server-added", "rule-added", "device-pinned", "rule-removed", "server-removed");
        }
    }

    @Test
    void classThatTheServerMayNotBring_isRefusedAndReported() throws Exception {
        try (var _ = startClient()) {
            addServer();
            assertThat(post("servers/shed", "{\"allowedClasses\":\"08\"}")).contains(" 204");

            assertThat(post("attachments", "{\"device\":\"99-2\"}"))
                    .contains(" 409", "class ff (vendor specific)", "allowed are 08");

            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
            assertThat(get("audit")).contains("device-refused");
            assertThat(post("servers/shed", "{\"allowedClasses\":\"*\"}")).contains(" 204");
            assertThat(post("attachments", "{\"device\":\"99-2\"}")).contains(" 200", "attached");
        }
    }

    @Test
    void whatCannotBe_isAnsweredWithTheReason_andLeavesNothing() throws Exception {
        try (var _ = startClient()) {
            assertThat(post("servers", "{}")).contains(" 400", "give a ticket, or an id and an address");
            assertThat(post("servers", "{\"ticket\":\"hello\",\"name\":\"shed\"}"))
                    .contains(" 400");
            assertThat(post("servers", "{\"id\":\"abc\",\"address\":\"x\",\"name\":\"shed\"}"))
                    .contains(" 400");
            assertThat(post("servers", serverJson("a; drop table server"))).contains(" 400", "give the server a name");
            assertThat(post("servers", serverJson("\\u001b[31m")))
                    .contains(" 400")
                    .doesNotContain("\u001b");
            assertThat(get("servers")).endsWith("[]");
            addServer();
            assertThat(post("servers", serverJson("attic"))).contains(" 409", "is known already, as 'shed'");
            assertThat(post("servers/attic", "{\"allowedClasses\":\"08\"}")).contains(" 404");
            assertThat(post("servers/shed", "{\"allowedClasses\":\"printers\"}"))
                    .contains(" 400", "two hex digits");
            assertThat(delete("servers/attic")).contains(" 404");
            assertThat(post("rules", "{\"device\":\"my stick\"}")).contains(" 400");
            assertThat(post("rules", "{\"server\":\"attic\",\"device\":\"*\"}")).contains(" 404");
            assertThat(delete("rules/7")).contains(" 404");
            assertThat(delete("rules/first")).contains(" 400");
            assertThat(delete("pins/7")).contains(" 404");
            assertThat(post("attachments", "{\"device\":\"99-2\",\"mode\":\"perhaps\"}"))
                    .contains(" 400", "take-over");
            assertThat(get("rules")).endsWith("[]");
            assertThat(server.leases.all()).isEmpty();
        }
    }

    private static long id(String answer) {
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return Long.parseLong(id.group(1));
    }
}
