package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person and a script see of a start that does not succeed: one line, one code. */
class ServiceMainTest {

    @TempDir
    Path directory;

    private record Outcome(Optional<ExitCode> code, String out, String err) {}

    private Outcome start(String... arguments) {
        var all = new ArrayList<>(List.of("--usb-share.state-dir=" + directory.resolve("state")));
        all.addAll(List.of(arguments));
        return startBare(all);
    }

    private Outcome serve(String... arguments) {
        var all = new ArrayList<>(List.of("--service"));
        all.addAll(List.of(arguments));
        return start(all.toArray(String[]::new));
    }

    private static Outcome startBare(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var code = ServiceMain.start(
                new SampleProgram(),
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void assertFails(Outcome outcome, ExitCode code, String... parts) {
        assertThat(outcome.code()).as(outcome.err()).contains(code);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith("sample: ").contains(parts);
    }

    @Test
    void unknownOption_isRefused() {
        assertFails(start("--bogus"), ExitCode.USAGE, "unknown option '--bogus'", "--help");
    }

    @Test
    void bareWord_isRefused() {
        assertFails(start("bogus"), ExitCode.USAGE, "unknown option 'bogus'");
    }

    @Test
    void optionWithoutItsArgument_isRefused() {
        assertFails(start("--config"), ExitCode.USAGE, "--config needs an argument", "FILE");
    }

    @Test
    void flagWithArgument_isRefused() {
        assertFails(start("--greet=loud"), ExitCode.USAGE, "--greet takes no argument");
    }

    @Test
    void singleOptionTwice_isRefused() {
        assertFails(start("--count", "1", "--count", "2"), ExitCode.USAGE, "--count was given twice");
    }

    @Test
    void unknownLogLevel_isRefused() {
        assertFails(serve("--log-level", "loud"), ExitCode.USAGE, "'loud'", "DEBUG");
    }

    @Test
    void nothingAskedFor_isTheHelpAndUsage() {
        var outcome = start();

        assertThat(outcome.code()).contains(ExitCode.USAGE);
        assertThat(outcome.out()).contains("a service for tests", "--service", "--greet", "--node-id");
    }

    @Test
    void twoThingsAskedFor_areRefused() {
        assertFails(serve("--greet"), ExitCode.USAGE, "--service and --greet", "choose one");
    }

    @Test
    void nodeId_isMadeOnce() {
        String first = start("--node-id").out().strip();

        assertThat(NodeId.parse(first)).hasToString(first);
        assertThat(start("--node-id").out().strip()).isEqualTo(first);
    }

    @Test
    void help_listsOwnAndCommonOptions() {
        var outcome = start("--help");

        assertThat(outcome.code()).contains(ExitCode.OK);
        assertThat(outcome.out()).contains("a service for tests", "--word WORD", "--config FILE");
    }

    @Test
    void version_namesTheRelease() {
        assertThat(start("--version").out()).matches("sample \\d+\\.\\d+\\.\\d+.*\\R");
    }

    @Test
    void repeatedOption_becomesAList() {
        assertThat(start("--greet", "--word", "a", "--word=b").out()).isEqualToIgnoringNewLines("[a, b]");
    }

    @Test
    void configFile_isRead() throws Exception {
        Path file = Files.writeString(directory.resolve("my.yml"), "usb-share:\n  words: [x, y]\n");

        assertThat(start("--greet", "--config", file.toString()).out()).isEqualToIgnoringNewLines("[x, y]");
    }

    @Test
    void missingConfigFile_isNamed() {
        assertFails(serve("--config", "/nowhere.yml"), ExitCode.CONFIGURATION, "/nowhere.yml");
    }

    @Test
    void brokenYaml_isReported() throws Exception {
        Path file = Files.writeString(directory.resolve("my.yml"), "usb-share: [\n");

        assertFails(serve("--config", file.toString()), ExitCode.CONFIGURATION, "YAML");
    }

    @Test
    void unknownSetting_isNamedWithItsPlace() throws Exception {
        Path file = Files.writeString(directory.resolve("my.yml"), "usb-share:\n  wrods: [x]\n");

        assertFails(
                serve("--config", file.toString()),
                ExitCode.CONFIGURATION,
                "unknown setting usb-share.wrods",
                file + ", line 2",
                "did you mean usb-share.words?");
    }

    @Test
    void settingOutOfRange_isNamed() {
        assertFails(
                serve("--count", "0"), ExitCode.CONFIGURATION, "usb-share.count = '0'", "greater than or equal to 1");
    }

    @Test
    void nestedSettingOutOfRange_isNamed() {
        assertFails(
                serve("--usb-share.management.port=70000"),
                ExitCode.CONFIGURATION,
                "usb-share.management.port = '70000'",
                "65535");
    }

    @Test
    void settingOfWrongType_isNamed() {
        assertFails(serve("--count", "many"), ExitCode.CONFIGURATION, "usb-share.count = 'many'");
    }

    @Test
    void wrongNodeId_saysWhatIsWrong() {
        assertFails(
                serve("--usb-share.peer=abc"),
                ExitCode.CONFIGURATION,
                "usb-share.peer = 'abc'",
                "52 base32 characters, this text has 3");
    }

    @Test
    void tcpPortInUse_isNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertFails(
                    serve("--usb-share.management.port=" + taken.getLocalPort()),
                    ExitCode.PORT_IN_USE,
                    "TCP port " + taken.getLocalPort(),
                    "usb-share.management.port");
        }
    }

    @Test
    void stateDirectoryThatCannotBeMade_isNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertFails(
                startBare(List.of("--service", "--usb-share.state-dir=" + file.resolve("below"))),
                ExitCode.NO_PERMISSION,
                file.resolve("below").toString(),
                "usb-share.state-dir");
    }

    @Test
    void tooLongSocketPath_isRefused() {
        assertFails(
                serve("--usb-share.management.socket=" + directory.resolve("s".repeat(100))),
                ExitCode.CONFIGURATION,
                "at most 107");
    }

    @Test
    void fileInTheSocketsPlace_isLeftAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("precious"), "data");

        assertFails(serve("--usb-share.management.socket=" + file), ExitCode.CONFIGURATION, file + " is not a socket");
        assertThat(file).hasContent("data");
    }

    @Test
    void secondInstance_isRefused() throws Exception {
        Path path = directory.resolve("busy.sock");
        try (var other = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));

            assertFails(
                    serve("--usb-share.management.socket=" + path),
                    ExitCode.PORT_IN_USE,
                    "another sample is running",
                    path.toString());
        }
    }
}
