package dev.usbshare.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.driver.BulkDriver;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.ops.DrivenClient;
import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.ManagementClient;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server, a client, traffic, and a real Prometheus that scrapes both: every panel and every alert has something to look at. */
class MonitoringTest {

    /** Patient: other builds may share the machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final byte[] MESSAGE = new byte[4096];

    @Test
    void everyPanelAndAlert_hasData(@TempDir Path directory) throws Exception {
        PrivatePrometheus.require();
        Path state = Files.createDirectory(directory.resolve("server"));
        try (var server = ForkedService.start(
                UsbShareServer.class,
                "--service",
                "--state-dir=" + state,
                "--port=0",
                "--usb-share.listen.address=127.0.0.1",
                "--usb-share.management.port=0",
                "--usb-share.usb.enabled=false",
                "--usb-share.simulate[0]=loopback",
                "--usb-share.simulate[1]=serial")) {
            String ready = server.awaitReady();
            Path settings = Files.writeString(directory.resolve("client.yml"), """
                    usb-share:
                      servers:
                        - name: shed
                          id: %s
                          address: %s
                          connect: manual
                    """.formatted(
                            ForkedService.detail(ready, "nodeId"), ForkedService.detail(ready, "quic")));
            try (var client = new DrivenClient(Files.createDirectory(directory.resolve("client")), settings);
                    var prometheus = PrivatePrometheus.start(
                            Files.createDirectory(directory.resolve("prometheus")),
                            port(ForkedService.detail(ready, "management")),
                            client.port())) {
                look(ManagementClient.of(state), client, prometheus);
            }
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static void look(ManagementClient server, DrivenClient client, PrivatePrometheus prometheus)
            throws Exception {
        // What is there before anything happens is what the changes are measured from.
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> prometheus.query("usbshare_build_info").size() == 2);
        assertThat(server.post("peers", "{'id':'" + client.nodeId() + "','name':'desk'}"))
                .contains(" 200");
        assertThat(client.management().post("servers/shed/connect", "{}")).contains(" 204");
        attach(client, "99-1");
        attach(client, "99-2");
        UsbPipes pipes = client.attached("99-1");
        Map<String, String> open = new LinkedHashMap<>(Expressions.ofDashboard("usb-share-server"));
        open.putAll(Expressions.ofDashboard("usb-share-client"));
        Map<String, String> rules = Expressions.ofRules(prometheus.rules());
        assertThat(rules).hasSizeGreaterThan(15);
        open.putAll(rules);
        assertThat(open).hasSizeGreaterThan(80);

        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            use(pipes);
            lease(client);
            for (var each : Map.copyOf(open).entrySet()) {
                if (!prometheus.query(each.getValue()).isEmpty()) {
                    open.remove(each.getKey());
                }
            }
            assertThat(open).as("what shows nothing").isEmpty();
        });
        assertThat(prometheus.query("up == 1").size()).isEqualTo(2);
        assertThat(firing(prometheus)).as("nothing is wrong").isEmpty();
    }

    private static void attach(DrivenClient client, String device) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.management().post("attachments", "{'device':'" + device + "'}"))
                        .contains(" 200"));
    }

    /** Data both ways through a loop, and a request that the device stalls. */
    private static void use(UsbPipes pipes) throws Exception {
        var driver = new BulkDriver(pipes, PATIENCE);
        for (int i = 0; i < 200; i++) {
            assertThat(driver.echo(TransferType.BULK, MESSAGE)).isEqualTo(MESSAGE);
        }
        var unknown = new SetupPacket(0xc0, 0x7f, 0, 0, 1);
        assertThat(pipes.control(unknown, new byte[0]).get().status()).isEqualTo(UrbStatus.EPIPE);
    }

    /** Given back and taken again, and one that is not there. */
    private static void lease(DrivenClient client) throws Exception {
        String listed = client.management().get("attachments");
        String id = listed.replaceFirst("(?s).*\"id\":(\\d+),\"server\":\"shed\",\"busId\":\"99-2\".*", "$1");
        assertThat(client.management().delete("attachments/" + id)).contains(" 204");
        attach(client, "99-2");
    }

    private static List<String> firing(PrivatePrometheus prometheus) throws Exception {
        var names = new ArrayList<String>();
        for (JsonNode alert : prometheus.query("ALERTS{alertstate=\"firing\"}")) {
            names.add(alert.path("metric").path("alertname").asString());
        }
        return names;
    }
}
