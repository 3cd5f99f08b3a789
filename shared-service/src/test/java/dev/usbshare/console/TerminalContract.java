package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usbshare.service.ForkedService;
import dev.usbshare.service.Program;
import dev.usbshare.tui.Tmux;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program's console as a person at a terminal has it: a shell, the program, and its service. */
public abstract class TerminalContract {

    private static final int COLUMNS = 80;
    private static final int ROWS = 24;

    /** Too narrow for every table. */
    private static final int NARROW = 60;

    private final Program program;
    private final Class<?> main;
    private final List<String> apart;

    @TempDir
    private Path folder;

    /**
     * @param main with the {@code main} that starts it
     * @param apart the service's options besides the common ones
     */
    protected TerminalContract(Program program, Class<?> main, String... apart) {
        this.program = program;
        this.main = main;
        this.apart = List.of(apart);
    }

    /** A line typed to a half, and what TAB makes of it; of what the service knows. */
    public record Completion(String typed, String completed) {}

    protected abstract Completion completion();

    /** A command with a table of more than 80 columns. */
    protected abstract String wideListing();

    private String name() {
        return program.name();
    }

    private Path state() {
        return folder.resolve("state");
    }

    private ForkedService start() throws Exception {
        var arguments = new ArrayList<>(List.of("--service", "--state-dir=" + state()));
        arguments.addAll(List.of("--usb-share.listen.address=127.0.0.1", "--usb-share.management.port=0"));
        arguments.addAll(apart);
        ForkedService service = ForkedService.start(main, arguments.toArray(String[]::new));
        service.awaitReady();
        return service;
    }

    private Tmux open() throws Exception {
        return open(COLUMNS);
    }

    private Tmux open(int columns) throws Exception {
        return Tmux.open(folder, columns, ROWS).program(name(), main, "--state-dir=" + state());
    }

    /** Gives up what is typed or runs, and waits until the console listens again. */
    private void giveUp(Tmux tmux) {
        tmux.press("C-c");
        awaitPrompt(tmux);
    }

    private void awaitPrompt(Tmux tmux) {
        tmux.awaitUntil(
                "has an empty prompt",
                screen -> screen.stripTrailing().endsWith("\n" + name() + ">")
                        || screen.strip().equals(name() + ">"));
    }

    @Test
    void withoutService_aPersonIsTold_howToStartIt() throws Exception {
        try (var tmux = open()) {
            tmux.enter(name() + "; echo \"code $?\"");
            assertThat(tmux.await("code 3")).contains("no service is running").contains("start it with");
            tmux.clear();
            tmux.enter(name() + " status; echo \"code $?\"");
            tmux.await("code 3");
            assertThat(tmux.scroll()).contains("start it with: " + name() + " --service");

            // A service that was killed leaves its socket behind.
            Files.createDirectories(state());
            Path socket = state().resolve("management.sock");
            try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                listener.bind(UnixDomainSocketAddress.of(socket));
            }
            tmux.clear();
            tmux.enter(name() + "; echo \"code $?\"");
            tmux.await("code 3");
            assertThat(tmux.scroll()).contains("nobody answers on").contains("start it with");
        }
    }

    @Test
    void socketOfAnotherUser_isNamed_withTheRemedy() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("only root may become another user")
                .isEqualTo("root");
        Files.createDirectories(state());
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var tmux = open()) {
            listener.bind(UnixDomainSocketAddress.of(state().resolve("management.sock")));
            Files.setPosixFilePermissions(state(), PosixFilePermissions.fromString("rwx------"));
            Files.setAttribute(state(), "unix:uid", 65_534);
            // Root that is told no by file modes, as everybody else is.
            tmux.enter("setpriv --bounding-set -dac_override,-dac_read_search " + name() + " status; echo \"code $?\"");
            tmux.await("code 77");
            assertThat(tmux.scroll()).contains("permission denied for", "with sudo");
        }
    }

    @Test
    void console_takesLines_completesThem_andRemembers() throws Exception {
        try (var service = start();
                var tmux = open()) {
            tmux.enter(name());
            tmux.await(" is UP.", name() + ">");

            tmux.enter("stauts");
            tmux.await("unknown command 'stauts'; did you mean status?");
            tmux.type("stat");
            tmux.press("Tab");
            tmux.await("> status");
            tmux.press("Enter");
            tmux.awaitUntil("shows the status", screen -> screen.matches("(?s).*\\n" + name() + " +UP\\n.*node id.*"));

            tmux.press("C-l");
            tmux.type(completion().typed());
            tmux.press("Tab");
            tmux.await("> " + completion().completed());
            giveUp(tmux);
            tmux.type("devices list --js");
            tmux.press("Tab");
            tmux.await("> devices list --json");
            tmux.press("C-u");
            tmux.enter("help devices");
            tmux.await("devices show DEVICE");

            // A half-typed line is given up, and leaves the console as it was.
            tmux.press("C-l");
            tmux.type("identity ro");
            tmux.await("> identity ro");
            giveUp(tmux);
            tmux.enter("identity show");
            tmux.await("fingerprint");
            // A command that goes on is given up too.
            tmux.press("C-l");
            tmux.enter("logs --follow");
            tmux.await("READY " + name());
            giveUp(tmux);
            tmux.enter("identity rotate");
            tmux.await("[y/N]");
            tmux.enter("n");
            tmux.await("nothing was changed");
            tmux.press("C-d");
            tmux.enter("echo \"code $?\"");
            tmux.await("code 0");

            tmux.clear();
            tmux.enter(name());
            tmux.await(" is UP.");
            tmux.press("Up");
            tmux.await("> identity rotate");
            tmux.press("C-u");
            tmux.press("C-r");
            tmux.type("help dev");
            tmux.await("help devices");
            giveUp(tmux);
            tmux.enter("exit");
            tmux.enter("ls -l people/" + name() + " 2>/dev/null || ls -l " + folder.resolve("people/" + name()));
            tmux.await("-rw-------");
            service.terminate(Duration.ofSeconds(60));
        }
    }

    @Test
    void pipesAndScripts_getPlainText_andTheRightCode() throws Exception {
        try (var service = start();
                var tmux = open()) {
            tmux.enter("(" + name() + " help; echo \"code $?\" >&2) | head -1");
            String screen = tmux.await("code 0");
            assertThat(screen).doesNotContain("Exception").doesNotContain("Broken pipe");

            tmux.clear();
            tmux.enter("(" + name() + " audit export; echo \"code $?\" >&2) | head -c 0");
            assertThat(tmux.await("code 0")).doesNotContain("Exception").doesNotContain("Broken pipe");

            tmux.clear();
            tmux.enter(name() + " status > /dev/full; echo \"code $?\"");
            tmux.await("code 74");
            assertThat(tmux.scroll()).contains("standard output cannot be written");

            tmux.clear();
            Files.writeString(
                    folder.resolve("script"),
                    "# two that are good\nidentity show\n\ndatabase show\nnonsense\nstatus\n");
            tmux.enter(name() + " < " + folder.resolve("script") + "; echo \"code $?\"");
            assertThat(tmux.await("code 64"))
                    .contains("fingerprint", "line 5: unknown command 'nonsense'")
                    .doesNotContain("UP");

            tmux.clear();
            tmux.enter("echo status | " + name() + " | cat; " + name() + " dashboard < /dev/null; echo \"code $?\"");
            tmux.await("code 64");
            assertThat(tmux.scroll()).contains("UP", "the dashboard needs a terminal");
            service.terminate(Duration.ofSeconds(60));
        }
    }

    @Test
    void tables_fitTheTerminal_andArePipedWhole() throws Exception {
        try (var service = start();
                var tmux = open(NARROW)) {
            tmux.enter(name() + " " + wideListing());
            assertThat(tmux.await("--wide shows all)").lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(NARROW));
            tmux.clear();
            tmux.enter(
                    "test $(" + name() + " " + wideListing() + " | wc -L) -gt " + NARROW + " && echo 'piped'' whole'");
            tmux.await("piped whole");

            tmux.clear();
            tmux.enter(name());
            tmux.await(" is UP.");
            tmux.enter(wideListing());
            tmux.await("--wide shows all)");
            tmux.resize(200, ROWS);
            tmux.press("C-l");
            tmux.enter(wideListing());
            tmux.awaitUntil(
                    "shows the whole table",
                    screen -> screen.lines().anyMatch(line -> line.length() > NARROW) && !screen.contains("--wide"));
            service.terminate(Duration.ofSeconds(60));
        }
    }
}
