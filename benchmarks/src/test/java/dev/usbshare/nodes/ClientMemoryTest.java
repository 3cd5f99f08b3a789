package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.ForkedService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person tells the client's service through its management door holds at once, and after a restart. */
class ClientMemoryTest {

    @SuppressWarnings("NullAway.Init")
    private ServiceRig rig;

    @BeforeEach
    void start(@TempDir Path state) throws Exception {
        rig = new ServiceRig(state);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private ForkedService startClient() throws Exception {
        return rig.startClient();
    }

    private String get(String endpoint) throws IOException {
        return rig.client.get(endpoint);
    }

    private String post(String endpoint, String json) throws IOException {
        return rig.client.post(endpoint, json);
    }

    private String delete(String endpoint) throws IOException {
        return rig.client.delete(endpoint);
    }

    private void addServer() throws IOException {
        assertThat(post("servers", serverJson("shed"))).contains(" 200", "\"name\":\"shed\"");
        rig.awaitConnected();
    }

    private String serverJson(String name) {
        return "{\"id\":\"%s\",\"address\":\"127.0.0.1:%d\",\"name\":\"%s\"}"
                .formatted(rig.serverKey.id(), rig.server.address().getPort(), name);
    }

    @Test
    void serverRuleAndPin_outliveARestart() throws Exception {
        try (var client = startClient()) {
            addServer();
            assertThat(post("rules", "{\"server\":\"shed\",\"device\":\"99-2\"}"))
                    .contains(" 200", "\"source\":\"added\"");
            rig.awaitLeases(1);
            TestNode.await().untilAsserted(() -> assertThat(get("pins")).contains("\"busId\":\"99-2\"", "1209:0005"));
            client.terminate(Duration.ofSeconds(60));
        }
        rig.awaitLeases(0);
        try (var _ = startClient()) {
            rig.awaitConnected();
            TestNode.await().untilAsserted(() -> assertThat(get("attachments")).contains("\"state\":\"attached\""));
            assertThat(delete("rules/" + ServiceRig.id(get("rules")))).contains(" 204");
            assertThat(delete("servers/shed")).contains(" 204");
            rig.awaitLeases(0);
            assertThat(get("servers")).endsWith("[]");
            assertThat(get("audit"))
                    .contains("server-added", "rule-added", "device-pinned", "rule-removed", "server-removed");
        }
    }

    @Test
    void howToConnect_holdsAtOnce_andAfterARestart() throws Exception {
        try (var client = startClient()) {
            assertThat(post("servers", serverJson("shed").replace("}", ",'connect':'manual'}")))
                    .contains(" 200");
            assertThat(get("servers")).contains("\"state\":\"disconnected\"", "\"connect\":\"manual\"");
            assertThat(post("servers/shed/connect", "{}")).contains(" 204");
            rig.awaitConnected();
            assertThat(post("servers/shed/disconnect", "{}")).contains(" 204");
            TestNode.await()
                    .untilAsserted(() -> assertThat(get("servers"))
                            .contains("\"state\":\"disconnected\"", "\"reason\":\"disconnected by request\""));
            client.terminate(Duration.ofSeconds(60));
        }
        try (var client = startClient()) {
            assertThat(get("servers")).contains("\"state\":\"disconnected\"");
            assertThat(post("servers/shed", "{'connect':'auto-devices'}")).contains(" 204");
            rig.awaitLeases(2);
            client.terminate(Duration.ofSeconds(60));
        }
        try (var _ = startClient()) {
            rig.awaitLeases(2);
            assertThat(get("audit")).contains("connect-mode-changed", "auto-devices");
            assertThat(post("servers/shed", "{'connect':'often'}")).contains(" 400", "manual, auto, auto-devices");
            assertThat(post("servers/shed", "{}")).contains(" 400", "allowedClasses, connect");
            assertThat(post("servers/attic/connect", "{}")).contains(" 404");
            assertThat(post("servers/shed/paint", "{}")).contains(" 404", "to connect or to disconnect");
        }
    }

    @Test
    void classThatTheServerMayNotBring_isRefusedAndReported() throws Exception {
        try (var _ = startClient()) {
            addServer();
            assertThat(post("servers/shed", "{\"allowedClasses\":\"08\"}")).contains(" 204");

            assertThat(post("attachments", "{\"device\":\"99-2\"}"))
                    .contains(" 409", "class ff (vendor specific)", "allowed are 08");

            rig.awaitLeases(0);
            assertThat(get("audit")).contains("device-refused");
            assertThat(post("servers/shed", "{\"allowedClasses\":\"*\"}")).contains(" 204");
            assertThat(post("attachments", "{\"device\":\"99-2\"}")).contains(" 200", "attached");
        }
    }

    @Test
    void whatCannotBe_isAnsweredWithTheReason_andLeavesNothing() throws Exception {
        try (var _ = startClient()) {
            assertThat(post("servers", "{}")).contains(" 400", "give a ticket, or an id and perhaps an address");
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
            assertThat(rig.server.leases.all()).isEmpty();
        }
    }
}
