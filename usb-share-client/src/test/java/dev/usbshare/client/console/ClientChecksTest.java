package dev.usbshare.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.console.FakeService;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.doctor.Finding;
import dev.usbshare.console.doctor.Finding.Level;
import dev.usbshare.console.doctor.ServiceCheck;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ClientChecksTest {

    @TempDir
    private Path root;

    @SuppressWarnings("NullAway.Init")
    private ManagementClient client;

    @BeforeEach
    void socket() {
        client = new ManagementClient("usb-share-client", root.resolve("management.sock"));
    }

    private Path controller() throws IOException {
        Path controller = Files.createDirectories(root.resolve("sys/devices/platform/vhci_hcd.0"));
        Files.createFile(controller.resolve("attach"));
        Files.createFile(controller.resolve("detach"));
        return controller;
    }

    @Test
    void vhci_thatIsNotLoaded_fails() {
        assertThat(ClientChecks.vhci(root, Files::isWritable)).singleElement().satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.FAIL);
            assertThat(found.remedy()).contains("modprobe vhci_hcd");
        });
    }

    @Test
    void vhci_thatMayBeWritten_isFine_andFailsOtherwise() throws IOException {
        Path detach = controller().resolve("detach");

        assertThat(ClientChecks.vhci(root, file -> true))
                .singleElement()
                .satisfies(found -> assertThat(found.level()).isEqualTo(Level.OK));
        assertThat(ClientChecks.vhci(root, file -> !file.equals(detach)))
                .singleElement()
                .satisfies(found -> assertThat(found.level()).isEqualTo(Level.FAIL));
    }

    @ParameterizedTest
    @CsvSource({"0x0,1", "0,1", "0xffffffff,2"})
    void vhci_thatLogsEverything_isAWarningBesides(String debug, int findings) throws IOException {
        Files.writeString(controller().resolve("usbip_debug"), debug + "\n");

        assertThat(ClientChecks.vhci(root, file -> true))
                .hasSize(findings)
                .last()
                .satisfies(found -> assertThat(found.level()).isEqualTo(findings == 1 ? Level.OK : Level.WARN));
    }

    @Test
    void attachMode_isThatOfTheRunningService_elseOfTheSettings() throws IOException {
        var settings = new MockEnvironment().withProperty("usb-share.attach-mode", "kernel");
        var service = new ServiceCheck(client);

        assertThat(ClientChecks.usesKernel(service, settings)).isTrue();
        assertThat(ClientChecks.usesKernel(
                        service, new MockEnvironment().withProperty("usb-share.attach-mode", "in-process")))
                .isFalse();
        try (var running = FakeService.at(root.resolve("management.sock"))) {
            running.answers("{\"status\":\"UP\",\"components\":{\"usb\":{\"details\":{\"mode\":\"in-process\"}}}}");
            assertThat(ClientChecks.usesKernel(service, settings)).isFalse();
        }
    }

    @Test
    void serverOfTheSettings_whereNobodyListens_fails() throws IOException {
        int free;
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var settings = new MockEnvironment()
                .withProperty("usb-share.servers[0].name", "shed")
                .withProperty("usb-share.servers[0].address", "127.0.0.1:" + free);

        assertThat(ClientChecks.servers(client, settings)).singleElement().satisfies(found -> {
            assertThat(found.check()).isEqualTo("server shed");
            assertThat(found.level()).isEqualTo(Level.FAIL);
        });
    }

    @Test
    void serverOfTheRunningService_isFineWhereItIsConnected() throws IOException {
        try (var running = FakeService.at(root.resolve("management.sock"))) {
            running.answers("[{\"name\":\"shed\",\"state\":\"connected\",\"address\":\"127.0.0.1:9\"}]");

            assertThat(ClientChecks.servers(client, new MockEnvironment()))
                    .containsExactly(Finding.ok("server shed", "connected"));
        }
    }
}
