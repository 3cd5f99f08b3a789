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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's service in a process of its own, connected to a server, driven through its management door. */
class ClientServiceTest {

    private static final int SIGTERM_EXIT = 143;
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
        var key = NodeKeys.loadOrCreate(null, new StateDirectory(state));
        server = new TestServer(serverKey, key.id(), devices, 0);
    }

    @AfterEach
    void stopServer() {
        server.close();
        devices.close();
    }

    private ForkedService startClient(String... more) throws Exception {
        var arguments = new ArrayList<>(List.of(
                "--service",
                "--state-dir=" + state,
                "--usb-share.management.port=0",
                "--attach-mode=in-process",
                "--connect=" + serverKey.id() + "@127.0.0.1:" + server.address().getPort()));
        arguments.addAll(List.of(more));
        ForkedService client = ForkedService.start(UsbShareClient.class, arguments.toArray(String[]::new));
        client.awaitReady();
        return client;
    }

    private String get(String endpoint) throws IOException {
        return UnixHttp.get(socket(), "/actuator/" + endpoint);
    }

    private Path socket() {
        return state.resolve("management.sock");
    }

    private void awaitConnected() {
        TestNode.await()
                .untilAsserted(() -> assertThat(get("servers")).contains("\"state\":\"connected\"", "\"devices\":2"));
    }

    @Test
    void attachAndDetach_throughTheManagementSocket() throws Exception {
        try (var _ = startClient()) {
            awaitConnected();
            assertThat(get("devices")).contains("\"busId\":\"99-1\"", "\"product\":\"Loopback\"");

            String attached =
                    UnixHttp.post(socket(), "/actuator/attachments", "{\"server\":\"cli\",\"device\":\"99-2\"}");
            assertThat(attached)
                    .contains(
                            " 200",
                            "\"state\":\"attached\"",
                            "\"busId\":\"99-2\"",
                            "\"usbId\":\"1209:0005\"",
                            "\"port\":");
            assertThat(server.leases.all()).hasSize(1);
            assertThat(get("attachments")).contains("\"urbs\":", "\"bytes\":");
            assertThat(UnixHttp.post(socket(), "/actuator/attachments", "{\"device\":\"99-2\"}"))
                    .contains(" 409", "attached or on its way already");

            assertThat(UnixHttp.delete(socket(), "/actuator/attachments/" + id(attached)))
                    .contains(" 204");
            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
            assertThat(get("attachments")).endsWith("[]");
        }
    }

    @Test
    void patternThatMeansTwoDevices_isRefusedWithBothNamed() throws Exception {
        try (var _ = startClient()) {
            awaitConnected();

            assertThat(UnixHttp.post(socket(), "/actuator/attachments", "{\"device\":\"1209:*\"}"))
                    .contains(" 409", "cli/99-1", "cli/99-2");
        }
    }

    @Test
    void requestThatCannotBeCarriedOut_isAnsweredWithTheReason() throws Exception {
        try (var _ = startClient()) {
            awaitConnected();

            assertThat(attach("{\"server\":\"attic\",\"device\":\"99-1\"}"))
                    .contains(" 404", "no server is named 'attic'; known are cli");
            assertThat(attach("{\"server\":\"cli\",\"device\":\"99-7\"}"))
                    .contains(" 404", "cli offers no device 99-7");
            assertThat(attach("{\"device\":\"99-7\"}")).contains(" 404", "no server offers a device 99-7");
            assertThat(attach("{\"device\":\"my stick\"}")).contains(" 400", "'my stick'");
            assertThat(attach("{\"server\":\"cli\"}")).contains(" 400");
            assertThat(attach("{}")).contains(" 400");
            assertThat(attach("")).contains(" 400");
            assertThat(attach("{\"device\":")).contains(" 400");
            assertThat(UnixHttp.delete(socket(), "/actuator/attachments/7"))
                    .contains(" 404", "there is no attachment 7");
            assertThat(UnixHttp.delete(socket(), "/actuator/attachments/first"))
                    .contains(" 400", "'first' is no attachment's id");

            assertThat(get("attachments")).endsWith("[]");
            assertThat(server.leases.all()).isEmpty();
        }
    }

    private String attach(String json) throws IOException {
        return UnixHttp.post(socket(), "/actuator/attachments", json);
    }

    @Test
    void sigterm_givesEveryDeviceBack_andEndsWithin5Seconds() throws Exception {
        try (var client = startClient("--attach=*")) {
            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).hasSize(2));

            assertThat(client.terminate(Duration.ofSeconds(60))).isEqualTo(SIGTERM_EXIT);

            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
            assertThat(socket()).doesNotExist();
        }
    }

    @Test
    void killedClient_losesItsLeases_withinTenSeconds() throws Exception {
        try (var client = startClient("--attach=99-1")) {
            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).hasSize(1));

            client.kill();

            // Ten seconds, and two for a machine that is busy with other builds.
            TestNode.await()
                    .atMost(Duration.ofSeconds(12))
                    .untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
        }
    }

    private static String id(String answer) {
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }
}
