package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.ManagementClient;
import dev.usbshare.service.NodeKeys;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SerialEcho;
import dev.usbshare.simulation.SimulatedDevice;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in this process with a serial line, 99-1, and a loopback device, 99-2; and the state directory of a client that it has
 * approved, whose service runs in a process of its own and is driven through its management socket.
 */
final class ServiceRig implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    final NodeKey serverKey = NodeKey.generate();
    final TestServer server;
    final ManagementClient client;
    private final SimulatedUsbHost devices = new SimulatedUsbHost();
    private final Path state;

    ServiceRig(Path state) throws Exception {
        this.state = state;
        client = ManagementClient.of(state);
        devices.plug(new SerialEcho("1"));
        devices.plug(new Loopback("2"));
        var key = NodeKeys.loadOrCreate(null, new StateDirectory(state));
        server = new TestServer(serverKey, key.id(), devices, 0);
    }

    /** Starts the client's service; to be closed by the caller. */
    ForkedService startClient(String... more) throws Exception {
        var arguments = new ArrayList<>(List.of(
                "--service", "--state-dir=" + state, "--usb-share.management.port=0", "--attach-mode=in-process"));
        arguments.addAll(List.of(more));
        ForkedService service = ForkedService.start(UsbShareClient.class, arguments.toArray(String[]::new));
        service.awaitReady();
        return service;
    }

    /** For {@code --connect}. */
    String address() {
        return serverKey.id() + "@127.0.0.1:" + server.address().getPort();
    }

    /** One more device at the server. */
    BusId plug(SimulatedDevice device) {
        return devices.plug(device);
    }

    void awaitConnected() {
        awaitDevices(2);
    }

    void awaitDevices(int count) {
        TestNode.await()
                .untilAsserted(() ->
                        assertThat(client.get("servers")).contains("\"state\":\"connected\"", "\"devices\":" + count));
    }

    void awaitLeases(int count) {
        TestNode.await().untilAsserted(() -> assertThat(server.leases.all()).hasSize(count));
    }

    /** The first id in an answer. */
    static String id(String answer) {
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }

    @Override
    public void close() {
        server.close();
        devices.close();
    }
}
