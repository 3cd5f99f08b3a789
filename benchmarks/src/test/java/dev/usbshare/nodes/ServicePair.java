package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.ManagementClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Both services as they are installed, each in a process of its own, that meet over QUIC and are driven through their management
 * sockets alone: a server with a loopback device, 99-1, and a serial line, 99-2, that knows nobody; a client that knows no server.
 */
final class ServicePair implements AutoCloseable {

    final ManagementClient server;
    final ManagementClient client;
    private final Path clientState;
    private final ForkedService serverProcess;
    private final String serverReady;
    private ForkedService clientProcess;
    private String clientReady;

    /** @param state where both have their directories */
    ServicePair(Path state) throws Exception {
        server = ManagementClient.of(state.resolve("server"));
        clientState = state.resolve("client");
        client = ManagementClient.of(clientState);
        serverProcess = ForkedService.start(
                UsbShareServer.class,
                "--service",
                "--state-dir=" + state.resolve("server"),
                "--port=0",
                "--usb-share.listen.address=127.0.0.1",
                "--usb-share.management.port=0",
                "--usb-share.usb.enabled=false",
                "--usb-share.simulate[0]=loopback",
                "--usb-share.simulate[1]=serial");
        clientProcess = start();
        serverReady = serverProcess.awaitReady();
        clientReady = clientProcess.awaitReady();
    }

    private ForkedService start() throws Exception {
        return ForkedService.start(
                UsbShareClient.class,
                "--service",
                "--state-dir=" + clientState,
                "--usb-share.management.port=0",
                "--attach-mode=in-process");
    }

    /** Ends the client's service as a person would, and starts it again. */
    void restartClient() throws Exception {
        clientProcess.terminate(Duration.ofSeconds(60));
        clientProcess = start();
        clientReady = clientProcess.awaitReady();
    }

    /** {@code address:port} where the server listens. */
    String address() {
        return ForkedService.detail(serverReady, "quic");
    }

    String serverId() {
        return ForkedService.detail(serverReady, "nodeId");
    }

    String clientId() {
        return ForkedService.detail(clientReady, "nodeId");
    }

    /** Of a member of a JSON object that is a text. */
    static String field(String answer, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"(.*?)\"").matcher(answer);
        assertThat(field.find()).as("%s in %s", name, answer).isTrue();
        return field.group(1);
    }

    @Override
    public void close() {
        clientProcess.close();
        serverProcess.close();
    }
}
