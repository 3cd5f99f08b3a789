package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ServiceMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person and a script see of the command line. */
class ClientProgramTest {

    @TempDir
    Path directory;

    private record Outcome(Optional<ExitCode> code, String out, String err) {}

    private Outcome start(String... arguments) {
        var all = new ArrayList<>(
                List.of("--state-dir", directory.resolve("state").toString()));
        all.addAll(List.of(arguments));
        return startBare(all);
    }

    private static Outcome startBare(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                new ClientProgram(),
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void assertFails(Outcome outcome, ExitCode code, String... parts) {
        assertThat(outcome.code()).as(outcome.err()).contains(code);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("usb-share-client: ").contains(parts);
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(directory.resolve("client.yml"), yaml);
    }

    private static String nodeId() {
        return NodeKey.generate().id().toString();
    }

    @Test
    void noArgumentsNoService_saysHowToStartIt() {
        assertFails(start(), ExitCode.NOT_RUNNING, "no service is running", "usb-share-client --service");
    }

    @Test
    void optionOfTheService_withoutIt_isRefused() {
        assertFails(start("--attach", "*"), ExitCode.USAGE, "--attach is for the service", "--service");
    }

    @Test
    void connect_withoutService_saysHowToStartIt() {
        assertFails(start("--connect", "desk"), ExitCode.NOT_RUNNING, "usb-share-client --service");
    }

    @Test
    void connect_andACommand_isRefused() {
        assertFails(start("--connect", "desk", "devices", "list"), ExitCode.USAGE, "do not go together");
    }

    @Test
    void connect_wrongTicket_isRefusedWithoutQuotingIt() {
        var outcome = start("--headless", "--attach-mode", "in-process", "--connect", "usbshare1qqqqqqqqqqqqqqqqqqqq");

        assertFails(outcome, ExitCode.CONFIGURATION, "--connect", "ticket");
        assertThat(outcome.err()).doesNotContain("usbshare1qqqq");
    }

    @Test
    void connect_nameOfNobody_isRefusedByTheService() {
        assertFails(
                start(
                        "--headless",
                        "--attach-mode",
                        "in-process",
                        "--connect",
                        "desk",
                        "--usb-share.management.port=0"),
                ExitCode.CONFIGURATION,
                "--connect: no server is 'desk'",
                "known are none");
    }

    @Test
    void help_isOk() {
        var outcome = startBare(List.of("--help"));

        assertThat(outcome.code()).contains(ExitCode.OK);
        assertThat(outcome.out())
                .contains("Usage:", "--node-id", "--connect SERVER", "--headless", "usb-share-client help");
    }

    @Test
    void twoCommands_areRefused() {
        assertFails(start("--service", "--exercise"), ExitCode.USAGE, "--service and --exercise", "choose one");
    }

    @Test
    void nodeId_createsTheKeyOnceAndPrintsItsId() {
        var first = start("--node-id");

        assertThat(first.code()).as(first.err()).contains(ExitCode.OK);
        assertThat(NodeId.parse(first.out())).hasToString(first.out().strip());
        assertThat(first.err())
                .contains("the key in " + directory.resolve("state/identity/node.key"))
                .hasLineCount(1);
        assertThat(start("--node-id").out()).isEqualTo(first.out());
    }

    @Test
    void keyThatOthersCanRead_isRefusedWithTheRemedy() throws Exception {
        start("--node-id");
        Path key = directory.resolve("state/identity/node.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-r--"));

        assertFails(start("--node-id"), ExitCode.CONFIGURATION, "chmod 600 " + key);
    }

    @Test
    void unknownSetting_isNamed() throws Exception {
        Path file = file("usb-share:\n  atach: ['*']\n");

        assertFails(
                start("--node-id", "--config", file.toString()),
                ExitCode.CONFIGURATION,
                "usb-share.atach",
                "client.yml");
    }

    @Test
    void wrongPattern_isNamedWithTheForms() {
        assertFails(start("--node-id", "--attach", "keyboard"), ExitCode.CONFIGURATION, "'keyboard'", "046d:c52b");
    }

    @Test
    void unknownAttachMode_isNamed() {
        assertFails(
                start("--node-id", "--attach-mode", "magic"), ExitCode.CONFIGURATION, "usb-share.attach-mode", "magic");
    }

    @Test
    void serverWithoutId_isRefusedWithTheRemedy() throws Exception {
        Path file = file("usb-share:\n  servers: [{name: desk, address: desk.example}]\n");

        assertFails(
                start("--node-id", "--config", file.toString()),
                ExitCode.CONFIGURATION,
                "usb-share.servers[0].id",
                "--node-id");
    }

    @Test
    void serverWithWrongId_saysWhatIsWrong() throws Exception {
        Path file = file("usb-share:\n  servers: [{name: desk, id: abc, address: desk.example}]\n");

        assertFails(start("--node-id", "--config", file.toString()), ExitCode.CONFIGURATION, "52 base32 characters");
    }

    @Test
    void connectWithoutNodeId_isRefused() {
        assertFails(
                start("--exercise", "--connect", "desk.example"),
                ExitCode.CONFIGURATION,
                "--connect",
                "NODE-ID@HOST[:PORT]");
    }

    @Test
    void connectWithWrongPort_isRefused() {
        assertFails(
                start("--exercise", "--connect", nodeId() + "@desk.example:70000"),
                ExitCode.CONFIGURATION,
                "'70000' is not a UDP port");
    }

    @Test
    void exerciseWithoutServer_isRefused() {
        assertFails(start("--exercise"), ExitCode.CONFIGURATION, "no server", "--connect");
    }

    @Test
    void twoServersOfOneName_areRefused() throws Exception {
        Path file = file("usb-share:\n  servers: [{name: a, id: " + nodeId() + ", address: x}, {name: a, id: "
                + nodeId() + ", address: y}]\n");

        assertFails(
                start("--exercise", "--config", file.toString()), ExitCode.CONFIGURATION, "two servers are named 'a'");
    }

    @Test
    void ruleForUnknownServer_isRefused() throws Exception {
        Path file = file("usb-share:\n  servers: [{name: a, id: " + nodeId()
                + ", address: x}]\n  attach: [{server: b, device: '*'}]\n");

        assertFails(
                start("--exercise", "--config", file.toString()),
                ExitCode.CONFIGURATION,
                "usb-share.attach[0].server = 'b'",
                "known are a");
    }

    @Test
    void wrongSize_isRefused() {
        assertFails(
                start("--exercise", "--connect", nodeId() + "@desk.example", "--exercise-size", "lots"),
                ExitCode.USAGE,
                "--exercise-size",
                "16MiB");
    }

    @Test
    void udpPortInUse_isNamed() throws Exception {
        try (var taken = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            assertFails(
                    service("--usb-share.listen.port=" + taken.getLocalPort()),
                    ExitCode.PORT_IN_USE,
                    "UDP port " + taken.getLocalPort(),
                    "usb-share.listen.port");
        }
    }

    @Test
    void tcpPortInUse_isNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertFails(
                    service("--usb-share.management.port=" + taken.getLocalPort()),
                    ExitCode.PORT_IN_USE,
                    "TCP port " + taken.getLocalPort(),
                    "usb-share.management.port");
        }
    }

    private Outcome service(String setting) {
        return start("--service", "--attach-mode", "in-process", "--usb-share.listen.address=127.0.0.1", setting);
    }

    @Test
    void kernelWithoutTheModule_isNamedWithTheRemedy() {
        assumeThat(Path.of("/sys/devices/platform/vhci_hcd.0")).doesNotExist();

        assertFails(start("--service", "--usb-share.management.port=0"), ExitCode.UNAVAILABLE, "modprobe vhci_hcd");
    }

    @ParameterizedTest
    @CsvSource({"MODULE_MISSING, UNAVAILABLE", "UNSUPPORTED, UNAVAILABLE", "NO_PERMISSION, NO_PERMISSION"})
    void obstacleOfTheController_hasItsExitCode(VhciException.Reason reason, ExitCode code) {
        assertThat(VhciSide.failure(new VhciException(reason, "why")))
                .hasValueSatisfying(failure -> assertThat(failure.exitCode()).isEqualTo(code));
    }

    @Test
    void controllerWithoutAFreePort_isNoReasonNotToStart() {
        assertThat(VhciSide.failure(new VhciException(VhciException.Reason.NO_FREE_PORT, "why")))
                .isEmpty();
    }
}
