package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.service.RunningService;
import dev.usbshare.service.meters.MetersTable;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The whole service without a kernel, its one server out of reach, seen through its doors. */
@TestInstance(Lifecycle.PER_CLASS)
class ClientServiceTest {

    /** The discard port of this machine: nobody answers QUIC there. */
    private static final String NOBODY = "127.0.0.1:9";

    /** Each appears with the first error or attachment. */
    private static final Set<ClientMeters> COME_AND_GO = EnumSet.of(
            ClientMeters.URB_ERRORS,
            ClientMeters.DEVICE_URB_LATENCY,
            ClientMeters.DEVICE_URB_BYTES,
            ClientMeters.DEVICE_URB_ERRORS);

    private final NodeKey server = NodeKey.generate();

    @SuppressWarnings("NullAway.Init")
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path state) {
        service = RunningService.start(
                ClientService.class,
                state,
                "attach-mode=in-process",
                "servers[0].name=desk",
                "servers[0].id=" + server.id(),
                "servers[0].address=" + NOBODY,
                "servers[1].name=attic",
                "servers[1].id=" + NodeKey.generate().id(),
                "servers[1].address=" + NOBODY,
                "servers[1].connect=manual",
                "attach[0]=046d:*",
                "attach[1].server=desk",
                "attach[1].device=1-1");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private String tcp(String method, String path) throws Exception {
        return service.tcp(method, path);
    }

    private String get(String path) throws IOException {
        return service.management().get(path);
    }

    private String post(String json) throws IOException {
        return service.management().post("attachments", json);
    }

    @Test
    void attachRules_mayBePatternsAlone() {
        assertThat(service.bean(ClientProperties.class).attach())
                .extracting(rule -> rule.server() + " " + rule.device())
                .containsExactly("null 046d:*", "desk 1-1");
    }

    @Test
    void health_namesUsbAndQuic_andTheServersState() throws Exception {
        String health = tcp("GET", "/actuator/health");

        assertThat(health)
                .startsWith("200")
                .contains("\"mode\":\"in-process\"")
                .contains("\"address\":\"127.0.0.1:")
                .containsPattern(
                        "\"servers\":\\{\"desk\":\"(connecting|waiting: [^\"]+)\",\"attic\":\"disconnected\"}");
    }

    @Test
    void quic_isDown_whileItsThreadDoesNotAnswer() throws Exception {
        var stuck = new CountDownLatch(1);
        service.bean(NodeEventLoop.class).loop().execute(() -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(tcp("GET", "/actuator/health/liveness"))
                    .startsWith("503")
                    .contains("the event loop: no answer within 2 s");
            assertThat(tcp("GET", "/actuator/health/readiness")).startsWith("503");
        } finally {
            stuck.countDown();
        }

        assertThat(tcp("GET", "/actuator/health/liveness")).startsWith("200");
        assertThat(tcp("GET", "/actuator/health/readiness")).startsWith("200");
    }

    @Test
    void prometheus_hasEveryMeter() throws Exception {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(tcp("GET", "/actuator/prometheus"))
                        .contains("usbshare_client_server_connected{server=\"desk\"} 0.0")
                        .contains("usbshare_client_server_connected{server=\"attic\"} NaN")
                        .containsPattern("usbshare_client_dials_total\\{outcome=\"failed\"} [1-9]"));
        String page = tcp("GET", "/actuator/prometheus");

        for (ClientMeters meter : ClientMeters.values()) {
            if (!COME_AND_GO.contains(meter)) {
                assertThat(page).contains("# HELP " + meter.getName().replace('.', '_'));
            }
        }
        assertThat(page)
                .contains("usbshare_client_urb_latency_seconds_count{direction=\"in\",type=\"bulk\"}")
                .contains("usbshare_client_servers{state=\"connected\"} 0.0")
                .contains("usbshare_client_server_round_trip_seconds{server=\"desk\"} NaN");
    }

    @Test
    void everyMeter_isDocumented_withItsTags() {
        var documented = new ArrayList<>(MetersTable.shared());
        documented.addAll(List.of(ClientMeters.values()));

        assertThat(MetersTable.undocumented(service.bean(MeterRegistry.class), documented))
                .isEmpty();
    }

    @Test
    void serverOutOfReach_isListedWithTheReason() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get("servers"))
                        .contains("\"name\":\"desk\"", "\"nodeId\":\"" + server.id() + "\"", "\"state\":\"waiting\"")
                        .contains("\"reason\":\"", "\"retryInMillis\":"));
    }

    @Test
    void serverThatIsConnectedByHand_isNotDialled_andSaidSoInTheSettings() throws Exception {
        assertThat(get("servers"))
                .containsPattern("\"name\":\"attic\",[^}]*\"state\":\"disconnected\",\"connect\":\"manual\"");
        assertThat(service.management().post("servers/attic", "{'connect':'auto'}"))
                .contains(" 409", "in the settings");
    }

    @Test
    void managementEndpoints_areOnTheUnixSocketOnly() throws Exception {
        for (String endpoint : new String[] {"servers", "devices", "attachments"}) {
            assertThat(get("" + endpoint)).as(endpoint).contains(" 200");
            assertThat(tcp("GET", "/actuator/" + endpoint)).as(endpoint).startsWith("404");
        }
        assertThat(tcp("DELETE", "/actuator/attachments/1")).startsWith("404");
        assertThat(tcp("POST", "/actuator/attachments")).startsWith("404");
    }

    @Test
    void attach_ofAnUnknownServer_saysWhichAreKnown() throws Exception {
        assertThat(post("{\"server\":\"shop\",\"device\":\"1-1\"}"))
                .contains(" 404", "{\"error\":\"no server is named 'shop'; known are desk, attic\"}");
    }

    @Test
    void attach_ofADeviceNobodyOffers_saysSo() throws Exception {
        assertThat(post("{\"server\":\"desk\",\"device\":\"1-1\"}"))
                .contains(" 404", "{\"error\":\"desk offers no device 1-1\"}");
    }

    @Test
    void attach_withAnImpossiblePattern_saysWhatIsPossible() throws Exception {
        assertThat(post("{\"device\":\"mouse\"}")).contains(" 400", "'mouse' is no device pattern");
    }

    @Test
    void attach_withoutADevice_isRefused() throws Exception {
        assertThat(post("{}")).contains(" 400", "{\"error\":\"device must be given\"}");
    }

    @Test
    void detach_ofWhatIsNotAttached_saysSo() throws Exception {
        assertThat(service.management().delete("attachments/7"))
                .contains(" 404", "{\"error\":\"there is no attachment 7\"}");
        assertThat(service.management().delete("attachments/x"))
                .contains(" 400", "{\"error\":\"'x' is no attachment's id\"}");
    }
}
