package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.usbshare.service.ForkedService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A terminal with a shell in it, for tests that type and look: a tmux server of the test's own, on a socket of its own. The shell knows
 * the programs that {@link #program} gave it, and keeps people's things ({@code XDG_STATE_HOME}) below the test's folder.
 *
 * <p>Where there is no tmux, tests are skipped; they fail instead when {@code USB_SHARE_REQUIRE_TMUX} is 1.
 */
public final class Tmux implements AutoCloseable {

    /** Within which whatever is waited for must be on the screen. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration BEAT = Duration.ofMillis(50);

    private final Path folder;
    private final Path socket;

    private Tmux(Path folder) {
        this.folder = folder;
        this.socket = folder.resolve("tmux");
    }

    /** Skips the test where there is no tmux, if there need not be one. */
    public static void assumeInstalled() {
        if (!"1".equals(System.getenv("USB_SHARE_REQUIRE_TMUX"))) {
            boolean installed = Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(place -> Files.isExecutable(Path.of(place, "tmux")));
            assumeThat(installed).as("tmux is installed").isTrue();
        }
    }

    /**
     * Opens the terminal.
     *
     * @param folder of the test, with a short path: a socket is made in it
     * @param variables of the shell's environment besides the usual ones, {@code NO_COLOR=1}
     */
    public static Tmux open(Path folder, int columns, int rows, String... variables) throws IOException {
        assumeInstalled();
        var tmux = new Tmux(folder);
        Files.createDirectories(tmux.bin());
        Path configuration = Files.writeString(
                folder.resolve("tmux.conf"),
                "set -g default-terminal screen-256color\nset -s escape-time 0\nset -g status off\n");
        var command = new ArrayList<>(
                List.of("-f", configuration.toString(), "new-session", "-d", "-x", "" + columns, "-y", "" + rows));
        command.addAll(List.of("env", "-i", "TERM=screen-256color", "LANG=C.UTF-8", "PS1=$ ", "HOME=" + folder));
        command.add("PATH=" + tmux.bin() + ":" + System.getenv("PATH"));
        command.add("XDG_STATE_HOME=" + folder.resolve("people"));
        command.addAll(Arrays.asList(variables));
        command.addAll(List.of("sh", "-i"));
        tmux.ask(command);
        tmux.await("$");
        return tmux;
    }

    private Path bin() {
        return folder.resolve("bin");
    }

    /**
     * Lets the shell start a program of ours by its name.
     *
     * @param arguments that it has whatever else is typed
     */
    public Tmux program(String name, Class<?> main, String... arguments) throws IOException {
        String words = Stream.concat(ForkedService.command(main).stream(), Arrays.stream(arguments))
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Path script = Files.writeString(bin().resolve(name), "#!/bin/sh\nexec " + words + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** Types characters as they are. */
    public void type(String text) {
        ask(List.of("send-keys", "-l", "--", text));
    }

    /** Types characters, and the enter key. */
    public void enter(String line) {
        type(line);
        press("Enter");
    }

    /** Presses keys by tmux's names of them: {@code Tab}, {@code C-c}, {@code Up}. */
    public void press(String... keys) {
        var command = new ArrayList<>(List.of("send-keys"));
        command.addAll(Arrays.asList(keys));
        ask(command);
    }

    public void resize(int columns, int rows) {
        ask(List.of("resize-window", "-x", "" + columns, "-y", "" + rows));
    }

    /** What can be seen, a line to each row, without blanks at their ends. */
    public String screen() {
        return ask(List.of("capture-pane", "-p"));
    }

    /** What can be seen, whole rows with the escape sequences of their colours. */
    public String colours() {
        return ask(List.of("capture-pane", "-p", "-e", "-N"));
    }

    /** All that was printed since the last {@link #clear}, with what has gone off at the top; lines that were folded are whole. */
    public String scroll() {
        return ask(List.of("capture-pane", "-p", "-J", "-S", "-"));
    }

    /** Forgets what was printed. */
    public void clear() {
        ask(List.of("send-keys", "-R", ";", "clear-history"));
    }

    /** Waits until all of these can be seen. @return the screen then */
    public String await(String... texts) {
        return awaitUntil(
                "shows " + String.join(", ", texts),
                screen -> Arrays.stream(texts).allMatch(screen::contains));
    }

    /** Waits until the screen is as it should be. @return the screen then */
    public String awaitUntil(String what, Predicate<String> is) {
        var seen = new String[] {""};
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(BEAT)
                .untilAsserted(() -> {
                    seen[0] = screen();
                    assertThat(is.test(seen[0]))
                            .as("the screen %s:%n%s", what, seen[0])
                            .isTrue();
                });
        return seen[0];
    }

    /** Waits until none of these can be seen any more. @return the screen then */
    public String awaitNo(String... texts) {
        return awaitUntil(
                "shows no " + String.join(", ", texts),
                screen -> Arrays.stream(texts).noneMatch(screen::contains));
    }

    /** Has the shell run what ends by itself. @return what it printed, lines that were folded as one */
    public String run(String line) {
        clear();
        enter(line + "; echo =end=");
        awaitUntil("shows the end of " + line, screen -> screen.contains("\n=end=\n"));
        String printed = scroll();
        return printed.substring(printed.indexOf('\n') + 1, printed.indexOf("\n=end=") + 1);
    }

    /** What tmux knows about the terminal, in its own words: {@code #{cursor_flag}}. */
    public String told(String format) {
        return ask(List.of("display-message", "-p", format)).strip();
    }

    /** From now on takes keys from a pipe of that name, too, and copies what programs write to another. */
    public void connect(Path keys, Path written) {
        ask(List.of("pipe-pane", "-I", "-O", "exec 3<&0; cat <&3 >'" + written + "' & exec cat '" + keys + "'"));
    }

    private String ask(List<String> arguments) {
        // Signals that whoever runs the tests ignores, such as ctrl-C's in the background, work in the terminal all the
        // same.
        var command = new ArrayList<>(List.of("env", "--default-signal", "tmux", "-u", "-S", socket.toString()));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
            return said;
        } catch (IOException e) {
            throw new AssertionError("tmux cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        ask(List.of("kill-server"));
    }
}
