package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.quic.QuicTransportConfig;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.server.session.TestClient;
import dev.usbshare.server.session.TestEndpoint;
import dev.usbshare.service.RunningService;
import dev.usbshare.service.meters.MetersTable;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.RefusalCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The whole service with a simulated device, dialled over real QUIC. */
@TestInstance(Lifecycle.PER_CLASS)
class ServerServiceTest {

    private static final BusId LOOPBACK = new BusId("99-1");

    /** Each appears with the first error, lease or session. */
    private static final Set<ServerMeters> COME_AND_GO = EnumSet.of(
            ServerMeters.URB_ERRORS,
            ServerMeters.DEVICE_URB_LATENCY,
            ServerMeters.DEVICE_URB_BYTES,
            ServerMeters.DEVICE_URB_ERRORS,
            ServerMeters.DEVICE_URBS_IN_FLIGHT,
            ServerMeters.PEER_ROUND_TRIP,
            ServerMeters.PEER_PACKET_LOSS,
            ServerMeters.PEER_PATH_SWITCHES,
            ServerMeters.PEER_URB_BYTES,
            ServerMeters.PEER_LEASES);

    private final NodeKey approved = NodeKey.generate();
    private final NodeEventLoop loop = NodeEventLoop.open("test-client");

    @SuppressWarnings("NullAway.Init")
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path state) {
        service = RunningService.start(
                ServerService.class,
                state,
                "listen.port=0",
                "usb.enabled=false",
                "simulate[0]=loopback",
                "peers[0].id=" + approved.id(),
                "peers[0].name=tester");
    }

    @AfterAll
    void stop() {
        service.close();
        loop.close();
    }

    private String tcp(String path) throws Exception {
        return service.tcp("GET", path);
    }

    private String unix(String path) throws IOException {
        return service.management().get(path);
    }

    private QuicTransport dial(NodeKey key, TestClient client) throws Exception {
        String quic = service.bean(QuicDoor.class).localAddress();
        var address = new InetSocketAddress(
                InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(quic.substring(quic.indexOf(':') + 1)));
        var transport = QuicTransport.bind(
                loop.loop(),
                QuicTransportConfig.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), key),
                null);
        client.connection = transport
                .dial(service.bean(NodeKey.class).id(), address, client)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return transport;
    }

    @Test
    void health_namesUsbAndQuic() throws Exception {
        assertThat(tcp("/actuator/health"))
                .startsWith("200")
                .contains("\"quic\":{\"details\":{\"address\":\"127.0.0.1:")
                .contains("\"usb\":{\"details\":{\"devices\":1,\"shared\":1},\"status\":\"UP\"}");
    }

    @Test
    void prometheus_hasEveryMeter() throws Exception {
        String page = tcp("/actuator/prometheus");

        for (ServerMeters meter : ServerMeters.values()) {
            if (!COME_AND_GO.contains(meter)) {
                assertThat(page).contains("# HELP " + meter.getName().replace('.', '_'));
            }
        }
        assertThat(page).contains("usbshare_server_urb_latency_seconds_count{direction=\"in\",type=\"bulk\"}");
    }

    @Test
    void everyMeter_isDocumented_withItsTags() {
        var documented = new ArrayList<>(MetersTable.shared());
        documented.addAll(List.of(ServerMeters.values()));

        assertThat(MetersTable.undocumented(service.bean(MeterRegistry.class), documented))
                .isEmpty();
    }

    @Test
    void managementEndpoints_areOnTheUnixSocketOnly() throws Exception {
        assertThat(unix("devices")).contains("\"busId\":\"99-1\"", "\"shared\":true");
        assertThat(unix("sessions")).contains(" 200");
        assertThat(tcp("/actuator/devices")).startsWith("404");
        assertThat(tcp("/actuator/sessions")).startsWith("404");
    }

    @Test
    void stranger_isTurnedAway_andCounted() throws Exception {
        NodeKey stranger = NodeKey.generate();
        var client = new TestClient(stranger.id());

        try (var _ = dial(stranger, client)) {
            client.openControl();
            await().until(() -> client.control != null);
            client.say(TestClient.hello());
            await().until(() -> client.end != null);

            assertThat(client.closeCode()).isEqualTo(CloseCode.PEER_NOT_APPROVED);
            assertThat(client.closeDetail()).contains(stranger.id().toShortString(), "'pending'");
        }
        await().untilAsserted(() -> assertThat(unix("pending"))
                .contains(stranger.id().toString(), "\"nodeName\":\"test client\"", "\"status\":\"waiting\""));
        assertThat(tcp("/actuator/prometheus")).contains("usbshare_server_peers_denied_total{reason=\"unknown\"} 1.0");
    }

    @Test
    void approvedPeer_usesADevice_andEverybodyCanSeeIt() throws Exception {
        var client = new TestClient(approved.id());
        try (var _ = dial(approved, client)) {
            client.openControl();
            await().until(() -> client.control != null);
            client.say(TestClient.hello());
            await().until(() -> client.hasHeard(ControlMessage.Catalog.class));
            client.say(new ControlMessage.Attach(1, LOOPBACK));
            await().until(() -> client.hasHeard(ControlMessage.Attached.class));
            assertThat(unix("devices"))
                    .contains("\"leased\":true", approved.id().toShortString());
            assertThat(unix("sessions")).contains("tester", "test client", "\"leases\":1");

            var lease = client.last(ControlMessage.Attached.class).lease();
            TestEndpoint in = open(client, 0x81);
            TestEndpoint out = open(client, 0x01);
            in.open(lease);
            in.submitIn(1, 512);
            out.open(lease);
            out.submitOut(2, "round");
            await().until(() -> !in.heard.isEmpty() && !out.heard.isEmpty());

            assertThat(in.heard).containsExactly("complete 1 status 0 'round'");
            assertThat(tcp("/actuator/prometheus"))
                    .contains("usbshare_server_urb_bytes_total{direction=\"out\",type=\"bulk\"} 5.0")
                    .contains("usbshare_server_leases 1.0")
                    .contains("usbshare_server_device_urb_bytes_total{device=\"99-1\",direction=\"out\"} ")
                    .contains("usbshare_server_peer_leases{name=\"tester\",peer=\""
                            + approved.id().toShortString() + "\"} 1.0")
                    .containsPattern("usbshare_server_peer_round_trip_seconds\\{name=\"tester\",.*} 0\\.0");
        }
        await().untilAsserted(() -> assertThat(unix("devices")).contains("\"leased\":false"));
        await().untilAsserted(() -> assertThat(tcp("/actuator/prometheus"))
                .contains("usbshare_server_sessions{path=\"relay\"} 0.0")
                .doesNotContain("peer=\""));
    }

    @Test
    void leases_areShown_andWithdrawn_withoutAnythingToGuess() throws Exception {
        var client = new TestClient(approved.id());
        try (var _ = dial(approved, client)) {
            client.openControl();
            await().until(() -> client.control != null);
            client.say(TestClient.hello());
            client.say(new ControlMessage.Attach(1, LOOPBACK));
            await().until(() -> client.hasHeard(ControlMessage.Attached.class));
            var lease = client.last(ControlMessage.Attached.class).lease();

            assertThat(unix("leases"))
                    .contains("\"busId\":\"99-1\"", "\"holder\":\"tester\"", "\"state\":\"held\"", "\"waiting\":[]")
                    .contains("\"lease\":\"" + lease.toShortString() + "\"")
                    .doesNotContain(lease.toString());
            assertThat(tcp("/actuator/leases")).startsWith("404");
            assertThat(service.management().delete("leases/7-7")).contains(" 404", "nobody uses 7-7");
            assertThat(service.management().delete("leases/usb%1b%5b2J")).contains(" 400");
            assertThat(service.management().delete("leases/99-1")).contains(" 200", "\"ending\"");

            await().until(() -> client.hasHeard(ControlMessage.LeaseEnded.class));
            assertThat(client.last(ControlMessage.LeaseEnded.class).code()).isEqualTo(RefusalCode.WITHDRAWN);
            await().untilAsserted(() -> assertThat(unix("leases")).endsWith("[]"));
            assertThat(tcp("/actuator/prometheus"))
                    .contains("usbshare_server_leases_ended_total{reason=\"withdrawn\"} 1.0");
        }
    }

    private static TestEndpoint open(TestClient client, int endpoint) {
        var stream = new TestEndpoint(endpoint);
        client.connection().openStream(StreamPriority.BULK, stream.handler());
        await().until(() -> stream.channel != null);
        return stream;
    }

    /** Patient: other builds may share the machine. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }
}
