package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.ForkedService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's service in a process of its own, connected to a server, driven through its management door. */
class ClientServiceTest {

    private static final int SIGTERM_EXIT = 143;

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

    private ForkedService startClient(String... more) throws Exception {
        return rig.startClient(Stream.concat(Stream.of("--connect=" + rig.address()), Arrays.stream(more))
                .toArray(String[]::new));
    }

    private String get(String endpoint) throws IOException {
        return rig.client.get(endpoint);
    }

    @Test
    void attachAndDetach_throughTheManagementSocket() throws Exception {
        try (var _ = startClient()) {
            rig.awaitConnected();
            assertThat(get("devices")).contains("\"busId\":\"99-1\"", "\"product\":\"Loopback\"");

            String attached = attach("{\"server\":\"cli\",\"device\":\"99-2\"}");
            assertThat(attached)
                    .contains(
                            " 200",
                            "\"state\":\"attached\"",
                            "\"busId\":\"99-2\"",
                            "\"usbId\":\"1209:0005\"",
                            "\"port\":");
            assertThat(rig.server.leases.all()).hasSize(1);
            assertThat(get("attachments")).contains("\"urbs\":", "\"bytes\":");
            assertThat(attach("{\"device\":\"99-2\"}")).contains(" 409", "attached or on its way already");

            assertThat(rig.client.delete("attachments/" + ServiceRig.id(attached)))
                    .contains(" 204");
            rig.awaitLeases(0);
            assertThat(get("attachments")).endsWith("[]");
        }
    }

    @Test
    void patternThatMeansTwoDevices_isRefusedWithBothNamed() throws Exception {
        try (var _ = startClient()) {
            rig.awaitConnected();

            assertThat(attach("{\"device\":\"1209:*\"}")).contains(" 409", "cli/99-1", "cli/99-2");
        }
    }

    @Test
    void requestThatCannotBeCarriedOut_isAnsweredWithTheReason() throws Exception {
        try (var _ = startClient()) {
            rig.awaitConnected();

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
            assertThat(rig.client.delete("attachments/7")).contains(" 404", "there is no attachment 7");
            assertThat(rig.client.delete("attachments/first")).contains(" 400", "'first' is no attachment's id");

            assertThat(get("attachments")).endsWith("[]");
            assertThat(rig.server.leases.all()).isEmpty();
        }
    }

    private String attach(String json) throws IOException {
        return rig.client.post("attachments", json);
    }

    @Test
    void sigterm_givesEveryDeviceBack_andEndsWithin5Seconds() throws Exception {
        try (var client = startClient("--attach=*")) {
            rig.awaitLeases(2);

            assertThat(client.terminate(Duration.ofSeconds(60))).isEqualTo(SIGTERM_EXIT);

            rig.awaitLeases(0);
            assertThat(rig.client.socket()).doesNotExist();
        }
    }

    @Test
    void killedClient_losesItsLeases_withinTenSeconds() throws Exception {
        try (var client = startClient("--attach=99-1")) {
            rig.awaitLeases(1);

            client.kill();

            // Ten seconds, and two for a machine that is busy with other builds.
            TestNode.await()
                    .atMost(Duration.ofSeconds(12))
                    .untilAsserted(() -> assertThat(rig.server.leases.all()).isEmpty());
        }
    }
}
