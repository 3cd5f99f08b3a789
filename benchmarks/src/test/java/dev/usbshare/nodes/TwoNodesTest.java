package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.attachment.AttachException;
import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.client.driver.KeyboardDriver;
import dev.usbshare.client.driver.MassStorageDriver;
import dev.usbshare.client.driver.SerialDriver;
import dev.usbshare.client.driver.UrbResult;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.client.vhci.inprocess.InProcessPort;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.simulation.FlashDrive;
import dev.usbshare.simulation.Keyboard;
import dev.usbshare.simulation.SerialEcho;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.UrbStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server and a client, whole, over real QUIC on loopback. */
class TwoNodesTest {

    private static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(30);

    private final NodeKey serverKey = NodeKey.generate();
    private final NodeKey clientKey = NodeKey.generate();
    private final SimulatedUsbHost devices = new SimulatedUsbHost();

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new TestServer(serverKey, clientKey.id(), devices, 0);
    }

    @AfterEach
    void stopServer() {
        server.close();
        devices.close();
    }

    private TestNode client(AttachRule... rules) throws Exception {
        return new TestNode(clientKey, serverKey.id(), server.address(), rules);
    }

    @Test
    void flashDrive_keepsWhatIsWritten() throws Exception {
        BusId stick = devices.plug(FlashDrive.inMemory("1", 4 << 20));
        byte[] data = new byte[2 << 20];
        new Random(11).nextBytes(data);

        try (var client = client()) {
            var driver = new MassStorageDriver(client.attach(stick), TRANSFER_TIMEOUT);
            driver.write(100, data);
            driver.synchronizeCache();
            byte[] back = driver.read(100, data.length / driver.capacity().blockBytes());

            assertThat(sha256(back)).isEqualTo(sha256(data));
        }
    }

    private static byte[] sha256(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }

    @Test
    void serialPort_echoesInOrder() throws Exception {
        BusId port = devices.plug(new SerialEcho("1"));
        byte[] data = new byte[256 << 10];
        new Random(12).nextBytes(data);

        try (var client = client();
                var driver = new SerialDriver(client.attach(port), TRANSFER_TIMEOUT)) {
            Future<?> writing = CompletableFuture.runAsync(() -> {
                try {
                    driver.write(data);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] back = driver.read(data.length);
            writing.get();

            assertThat(back).isEqualTo(data);
        }
    }

    @Test
    void keyboard_typesInOrder() throws Exception {
        var keyboard = new Keyboard("1");
        BusId at = devices.plug(keyboard);
        String text = "The quick brown fox jumps over the lazy dog, 0123456789 times! ".repeat(4);

        try (var client = client();
                var driver = new KeyboardDriver(client.attach(at), TRANSFER_TIMEOUT)) {
            keyboard.type(text);

            assertThat(driver.readText(text.length())).isEqualTo(text);
        }
    }

    @Test
    void unplug_endsWhatIsInFlight_andFreesThePort() throws Exception {
        BusId port = devices.plug(new SerialEcho("1"));
        try (var client = client()) {
            UsbPipes pipes = client.attach(port);
            CompletableFuture<UrbResult> waiting = pipes.in(new EndpointAddress(0x81), 512, 0);

            devices.unplug(port).close();

            assertThat(TestNode.get(waiting).status()).isIn(UrbStatus.ESHUTDOWN, UrbStatus.ENODEV);
            TestNode.await().untilAsserted(() -> assertThat(client.attached()).isEmpty());
            TestNode.await().until(() -> client.vhci.port(0).isEmpty());
            TestNode.await().until(() -> !client.offers(port));
            assertThat(server.leases.all()).isEmpty();
        }
    }

    @Test
    void deviceWithARule_isAttachedWheneverItIsPluggedIn() throws Exception {
        try (var client = client(new AttachRule("desk", DevicePattern.parse("1209:*")))) {
            BusId first = devices.plug(new SerialEcho("1"));
            TestNode.await().untilAsserted(() -> assertThat(client.attached()).hasSize(1));

            devices.unplug(first).close();
            TestNode.await().untilAsserted(() -> assertThat(client.attached()).isEmpty());
            devices.plug(new SerialEcho("2"));

            TestNode.await().untilAsserted(() -> assertThat(client.attached()).hasSize(1));
        }
    }

    @Test
    void detach_givesTheLeaseBack_andBreaksNoRuleOfTheKernel() throws Exception {
        BusId stick = devices.plug(FlashDrive.inMemory("1", 1 << 20));
        try (var client = client()) {
            client.attach(stick);
            InProcessPort port = client.vhci.port(0).orElseThrow();

            TestNode.get(client.attachments.detach(client.attached().getFirst().id()));

            assertThat(TestNode.get(port.closed())).isEmpty();
            TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).isEmpty());
        }
    }

    @Test
    void deviceThatIsTaken_isRefusedWithTheReason() throws Exception {
        BusId stick = devices.plug(FlashDrive.inMemory("1", 1 << 20));
        try (var client = client()) {
            client.attach(stick);

            assertThatThrownBy(() -> TestNode.get(client.attachments.attach(client.server, stick)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(AttachException.class)
                    .hasMessageContaining("attached or on its way already");
        }
    }

    @Test
    void unapprovedPeer_isToldWhatToDo() throws Exception {
        devices.plug(new SerialEcho("1"));
        try (var stranger = new TestNode(NodeKey.generate(), serverKey.id(), server.address())) {
            TestNode.await()
                    .untilAsserted(() ->
                            assertThat(stranger.waitingReason()).contains("does not know this client", "--node-id"));
            assertThat(stranger.offers(new BusId("99-1"))).isFalse();
        }
    }

    @Test
    void anotherKeyAtTheAddress_isNotTrusted() throws Exception {
        try (var client = new TestNode(clientKey, NodeKey.generate().id(), server.address())) {
            TestNode.await()
                    .untilAsserted(() -> assertThat(client.waitingReason())
                            .contains("is node " + serverKey.id().toShortString(), "check the address"));
        }
    }

    @Test
    void serverThatStops_takesItsDevicesAlong_andBringsThemBackWhenItReturns() throws Exception {
        devices.plug(new SerialEcho("1"));
        try (var client = client(new AttachRule(null, new DevicePattern.Any()))) {
            TestNode.await().untilAsserted(() -> assertThat(client.attached()).hasSize(1));
            int port = server.address().getPort();

            server.close();
            TestNode.await().until(() -> client.server.state() instanceof RemoteState.Waiting);
            TestNode.await().untilAsserted(() -> assertThat(client.attached()).isEmpty());
            assertThat(client.audit.events(ClientEvent.DeviceDetached.class))
                    .singleElement()
                    .satisfies(detached -> assertThat(detached.actor() + ": " + detached.reason())
                            .isEqualTo("system: the server is stopping"));
            server = new TestServer(serverKey, clientKey.id(), devices, port);

            TestNode.await().untilAsserted(() -> assertThat(client.attached()).hasSize(1));
        }
    }
}
