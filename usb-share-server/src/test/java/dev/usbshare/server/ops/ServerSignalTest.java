package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.quic.QuicTransportConfig;
import dev.usbshare.server.UsbShareServer;
import dev.usbshare.server.session.TestClient;
import dev.usbshare.service.ForkedService;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server in a process of its own, ended by SIGTERM while a client holds a device. */
class ServerSignalTest {

    private static final int SIGTERM_EXIT = 143;

    @TempDir
    Path state;

    @Test
    void sigterm_tellsTheClients_andEndsWithin5Seconds() throws Exception {
        NodeKey key = NodeKey.generate();
        var client = new TestClient(key.id());
        try (var loop = NodeEventLoop.open("test-client");
                var service = ForkedService.start(
                        UsbShareServer.class,
                        "--service",
                        "--state-dir=" + state,
                        "--port=0",
                        "--usb-share.listen.address=127.0.0.1",
                        "--usb-share.management.port=0",
                        "--simulate=loopback",
                        "--peer=" + key.id());
                var transport = QuicTransport.bind(
                        loop.loop(), QuicTransportConfig.of(new InetSocketAddress(loopback(), 0), key), null)) {
            String ready = service.awaitReady();
            String quic = ForkedService.detail(ready, "quic");
            client.connection = transport
                    .dial(
                            NodeId.parse(ForkedService.detail(ready, "nodeId")),
                            new InetSocketAddress(
                                    loopback(), Integer.parseInt(quic.substring(quic.lastIndexOf(':') + 1))),
                            client)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            client.openControl();
            await().until(() -> client.control != null);
            client.say(TestClient.hello());
            client.say(new ControlMessage.Attach(1, new BusId("99-1")));
            await().until(() -> client.hasHeard(ControlMessage.Attached.class));

            assertThat(service.terminate(Duration.ofSeconds(60))).isEqualTo(SIGTERM_EXIT);

            await().until(() -> client.end != null);
            assertThat(client.closeCode()).isEqualTo(CloseCode.SHUTTING_DOWN);
        }
        assertThat(state.resolve("management.sock")).doesNotExist();
    }

    private static InetAddress loopback() {
        return InetAddress.ofLiteral("127.0.0.1");
    }

    /** Patient: other builds may share the machine. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }
}
