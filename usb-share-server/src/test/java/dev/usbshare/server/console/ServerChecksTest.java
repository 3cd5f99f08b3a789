package dev.usbshare.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.console.FakeService;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.doctor.Check;
import dev.usbshare.console.doctor.Finding;
import dev.usbshare.console.doctor.Finding.Level;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ServerChecksTest {

    @TempDir
    private Path root;

    private Path device(String name) throws IOException {
        Path node = root.resolve("dev/bus/usb").resolve(name);
        Files.createDirectories(node.getParent());
        return Files.createFile(node);
    }

    private List<Finding> all(MockEnvironment settings) {
        var client = new ManagementClient("usb-share-server", root.resolve("management.sock"));
        settings.setProperty("usb-share.state-dir", root.toString());
        return ServerChecks.all(client, settings, "usb-share-server").stream()
                .map(Check::look)
                .flatMap(List::stream)
                .toList();
    }

    private static Level of(String check, List<Finding> findings) {
        return findings.stream()
                .filter(f -> f.check().equals(check))
                .findFirst()
                .orElseThrow()
                .level();
    }

    @Test
    void usbDevices_allOpen_someClosed_allClosed_none() throws IOException {
        assertThat(ServerChecks.usbNodes(root, Files::isWritable).level()).isEqualTo(Level.WARN);
        Path first = device("001/001");
        device("001/002");

        assertThat(ServerChecks.usbNodes(root, node -> true).level()).isEqualTo(Level.OK);
        assertThat(ServerChecks.usbNodes(root, node -> !node.equals(first))).satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARN);
            assertThat(found.says()).startsWith("1 of 2 in ").endsWith("such as " + first);
            assertThat(found.remedy()).contains("60-usb-share.rules");
        });
        assertThat(ServerChecks.usbNodes(root, node -> false).level()).isEqualTo(Level.FAIL);
    }

    @ParameterizedTest
    @CsvSource({"16,WARN", "64,OK", "256,OK", "0,OK", "many,WARN"})
    void usbfsMemory_littleOfIt_isAWarning(String value, Level level) throws IOException {
        Path parameters = Files.createDirectories(root.resolve("sys/module/usbcore/parameters"));
        Files.writeString(parameters.resolve("usbfs_memory_mb"), value + "\n");

        assertThat(ServerChecks.usbfsMemory(root).level()).isEqualTo(level);
    }

    @Test
    void usbfsMemory_ofAKernelWithoutUsb_isAWarning() {
        assertThat(ServerChecks.usbfsMemory(root).level()).isEqualTo(Level.WARN);
    }

    @Test
    void port_thatAnotherProgramHas_fails_andAFreeOneDoes() throws IOException {
        try (var other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var settings = new MockEnvironment()
                    .withProperty("usb-share.listen.address", "127.0.0.1")
                    .withProperty("usb-share.listen.port", "" + other.getLocalPort());

            assertThat(of("udp port", all(settings))).isEqualTo(Level.FAIL);
        }
        assertThat(of("udp port", all(new MockEnvironment().withProperty("usb-share.listen.port", "0"))))
                .isEqualTo(Level.OK);
    }

    @Test
    void port_ofTheRunningService_isAsked_andFailsIfNobodyAnswersThere() throws IOException {
        int free;
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        String health =
                "{\"status\":\"UP\",\"components\":{\"quic\":{\"details\":{\"address\":\"0.0.0.0:" + free + "\"}}}}";
        try (var service = FakeService.at(root.resolve("management.sock"))) {
            service.answers(health).answers(health);

            List<Finding> findings = all(new MockEnvironment());

            assertThat(of("service", findings)).isEqualTo(Level.OK);
            assertThat(of("udp port", findings)).isEqualTo(Level.FAIL);
        }
    }
}
