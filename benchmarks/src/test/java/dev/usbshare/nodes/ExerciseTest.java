package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.ops.ClientProgram;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.BindFailedException;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.simulation.SimulatedDevices;
import dev.usbshare.simulation.SimulatedUsbHost;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usb-share-client --exercise} against a server, as a person runs it. */
class ExerciseTest {

    @TempDir
    Path state;

    private final NodeKey serverKey = NodeKey.generate();
    private final SimulatedUsbHost devices = new SimulatedUsbHost();

    private record Outcome(Optional<ExitCode> code, String out, String err) {}

    private Outcome client(String... arguments) {
        var all = new ArrayList<>(List.of("--state-dir", state.toString()));
        all.addAll(List.of(arguments));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                new ClientProgram(),
                all,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Outcome exercise(TestServer server) {
        String connect = serverKey.id() + "@127.0.0.1:" + server.address().getPort();
        return client("--exercise", "--exercise-size", "128KiB", "--connect", connect);
    }

    private TestServer serverFor(NodeId approved) throws BindFailedException {
        return new TestServer(serverKey, approved, devices, 0);
    }

    private NodeId clientId() {
        return NodeId.parse(client("--node-id").out());
    }

    @AfterEach
    void close() {
        devices.close();
    }

    @Test
    void everyDevice_isTriedAndReported() throws Exception {
        SimulatedDevices.create(List.of("flash:1MiB", "serial", "keyboard:Hi there", "source-sink", "loopback"))
                .forEach(devices::plug);
        try (var server = serverFor(clientId())) {
            Outcome outcome = exercise(server);

            assertThat(outcome.code()).as(outcome.out() + outcome.err()).contains(ExitCode.OK);
            assertThat(outcome.out())
                    .contains(
                            "write 128 KiB", "echo 128 KiB", "'Hi there'", "128 KiB of a pattern", "through interrupt")
                    .contains("round trip")
                    .containsPattern("OK: 5 devices in \\d");
            assertThat(server.leases.all()).isEmpty();
        }
    }

    @Test
    void nothingOffered_isAFailure() throws Exception {
        try (var server = serverFor(clientId())) {
            Outcome outcome = exercise(server);

            assertThat(outcome.code()).contains(ExitCode.UNAVAILABLE);
            assertThat(outcome.out()).contains("FAILED: the server offers no device");
        }
    }

    @Test
    void stranger_isToldWhatToDo() throws Exception {
        try (var server = serverFor(NodeKey.generate().id())) {
            Outcome outcome = exercise(server);

            assertThat(outcome.code()).contains(ExitCode.UNAVAILABLE);
            assertThat(outcome.err().lines()).hasSize(1);
            assertThat(outcome.err()).contains("does not know this client", "--node-id");
        }
    }

    @Test
    void nobodyAtTheAddress_isNamed() throws Exception {
        TestServer gone = serverFor(NodeKey.generate().id());
        gone.close();

        Outcome outcome = exercise(gone);

        assertThat(outcome.code()).contains(ExitCode.UNAVAILABLE);
        assertThat(outcome.err()).contains("127.0.0.1:" + gone.address().getPort());
    }
}
