package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ServiceMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person gets from the command line. */
class ServerProgramTest {

    private static final String PEER = "a".repeat(52);

    @TempDir
    Path directory;

    private record Outcome(Optional<ExitCode> code, String out, String err) {}

    private Outcome run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        if (arguments.length > 0) {
            all.addAll(List.of(
                    "--state-dir=" + directory.resolve("state"),
                    "--usb-share.usb.enabled=false",
                    "--usb-share.management.port=0"));
        }
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                new ServerProgram(),
                all,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void assertFails(Outcome outcome, ExitCode code, String... parts) {
        assertThat(outcome.code()).as(outcome.err()).contains(code);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("usb-share-server: ").contains(parts);
        assertThat(directory.resolve("state/management.sock"))
                .as("nothing left running")
                .doesNotExist();
    }

    @Test
    void noServiceRunning_showsHowToStartIt() {
        assertFails(
                run("--log-level", "OFF"), ExitCode.NOT_RUNNING, "no service is running", "usb-share-server --service");
    }

    @Test
    void help_showsHowToStartItAndWhereTheCommandsAre() {
        assertThat(run("--help").out()).contains("--service", "--simulate", "--node-id", "usb-share-server help");
    }

    @Test
    void optionOfTheService_withoutIt_isRefused() {
        assertFails(run("--simulate", "serial"), ExitCode.USAGE, "--simulate is for the service", "--service");
    }

    @Test
    void serviceAndACommand_areRefused() {
        assertFails(run("--service", "devices", "list"), ExitCode.USAGE, "--service and the command 'devices'");
    }

    @Test
    void twoCommandsAtOnce_areRefused() {
        assertFails(run("--service", "--node-id"), ExitCode.USAGE, "--service and --node-id");
    }

    @Test
    void nodeId_isMadeOnce() {
        String first = run("--node-id").out().strip();

        assertThat(NodeId.parse(first)).isNotNull();
        assertThat(run("--node-id").out().strip()).isEqualTo(first);
    }

    @Test
    void listDevices_listsWithoutStartingAnything() {
        Outcome outcome = run("--list-devices");

        assertThat(outcome.code()).contains(ExitCode.OK);
        assertThat(outcome.out()).containsAnyOf("BUS ID", "No USB device");
    }

    @Test
    void udpPortInUse_isNamed() throws Exception {
        try (var taken = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            assertFails(
                    run("--service", "--port", "" + taken.getLocalPort(), "--usb-share.listen.address=127.0.0.1"),
                    ExitCode.PORT_IN_USE,
                    "UDP port " + taken.getLocalPort(),
                    "usb-share.listen.port");
        }
    }

    @Test
    void addressOfAnotherMachine_isNamed() {
        assertFails(
                run("--service", "--port", "0", "--usb-share.listen.address=192.0.2.1"),
                ExitCode.CONFIGURATION,
                "192.0.2.1");
    }

    @Test
    void impossibleSimulatedDevice_saysWhatIsPossible() {
        assertFails(run("--service", "--simulate", "toaster"), ExitCode.CONFIGURATION, "toaster", "flash:32MiB");
    }

    @Test
    void impossiblePattern_saysWhatIsPossible() {
        assertFails(run("--service", "--share", "every"), ExitCode.CONFIGURATION, "usb-share.share[0]", "'every'");
    }

    @Test
    void impossiblePeer_saysWhatIsWrong() {
        assertFails(run("--service", "--peer", "me"), ExitCode.CONFIGURATION, "usb-share.admit[0] = 'me'", "52 base32");
    }

    @Test
    void peerWithoutId_isRefused() {
        assertFails(
                run("--service", "--usb-share.peers[0].name=alice"),
                ExitCode.CONFIGURATION,
                "usb-share.peers[0].id",
                "is missing",
                "--node-id");
    }

    @Test
    void peerListedTwice_isRefused() {
        assertFails(
                run("--service", "--usb-share.peers[0].id=" + PEER, "--usb-share.peers[1].id=" + PEER),
                ExitCode.CONFIGURATION,
                "usb-share.peers",
                "twice");
    }

    @Test
    void worldReadableKey_isRefused() throws Exception {
        run("--node-id");
        Path key = directory.resolve("state/identity/node.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertFails(run("--service"), ExitCode.CONFIGURATION, key.toString(), "chmod");
    }
}
