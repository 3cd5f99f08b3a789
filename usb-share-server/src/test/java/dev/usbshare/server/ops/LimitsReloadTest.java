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
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.ControlMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A limit that is written into the file of a running server holds back what a client asks for, and lets go of it again. */
class LimitsReloadTest {

    private static final String DATA = "x".repeat(1024);
    private static final int URBS = 4;

    private final NodeKey approved = NodeKey.generate();

    private static Path write(Path file, String limit) throws IOException {
        return Files.writeString(file, "usb-share:\n  limits:\n    device: " + limit + "\n");
    }

    private static void reload(RunningService service) throws IOException {
        assertThat(service.management().post("config/reload", "{}"))
                .contains(" 200", "\"applied\":[\"usb-share.limits.device\"]", "\"needRestart\":[]");
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    @Test
    void limit_holdsFromTheReloadOn_andUntilTheNext(@TempDir Path directory) throws Exception {
        Path file = write(directory.resolve("server.yml"), "0");
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        var client = new TestClient(approved.id());
        try (var service = RunningService.start(
                        new ServerProgram(),
                        directory.resolve("state"),
                        file,
                        "listen.port=0",
                        "usb.enabled=false",
                        "simulate[0]=loopback",
                        "peers[0].id=" + approved.id());
                var loop = NodeEventLoop.open("test-client");
                var transport = QuicTransport.bind(
                        loop.loop(), QuicTransportConfig.of(new InetSocketAddress(loopback, 0), approved), null)) {
            client.connection = transport
                    .dial(
                            service.bean(NodeKey.class).id(),
                            new InetSocketAddress(
                                    loopback, service.bean(QuicDoor.class).port()),
                            client)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            client.openControl();
            await().until(() -> client.control != null);
            client.say(TestClient.hello());
            client.say(new ControlMessage.Attach(1, new BusId("99-1")));
            await().until(() -> client.hasHeard(ControlMessage.Attached.class));
            var out = new TestEndpoint(0x01);
            client.connection().openStream(StreamPriority.BULK, out.handler());
            await().until(() -> out.channel != null);
            out.open(client.last(ControlMessage.Attached.class).lease());

            send(out, 1);
            await().until(() -> out.heard.size() == URBS);
            assertThat(service.tcp("GET", "/actuator/prometheus"))
                    .contains("usbshare_server_urbs_held_back_total 0.0", "usbshare_server_urbs_waiting 0.0");

            // At a kilobyte a second, all of them would take as many seconds.
            write(file, "1KB");
            reload(service);
            send(out, 1 + URBS);
            await().untilAsserted(() -> assertThat(service.tcp("GET", "/actuator/prometheus"))
                    .containsPattern("usbshare_server_urbs_held_back_total [1-9]")
                    .containsPattern("usbshare_server_urbs_waiting [1-9]"));

            write(file, "0");
            reload(service);
            await().until(() -> out.heard.size() == 2 * URBS);
            assertThat(service.tcp("GET", "/actuator/prometheus")).contains("usbshare_server_urbs_waiting 0.0");
        }
    }

    private static void send(TestEndpoint out, int firstUrbId) {
        for (int i = 0; i < URBS; i++) {
            out.submitOut(firstUrbId + i, DATA);
        }
    }
}
