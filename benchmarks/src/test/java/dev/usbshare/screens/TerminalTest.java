package dev.usbshare.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How dashboards treat the terminal that they are given, whatever it is and however they end. */
class TerminalTest extends AtDesk {

    @SuppressWarnings("NullAway.Init")
    private String before;

    @BeforeEach
    void openTerminal(@TempDir Path socket) throws Exception {
        terminal = desk.terminal(socket, 80, 24);
        before = settings();
        assertThat(before).contains("speed", "icanon");
    }

    /** The terminal's, but for its size. */
    private String settings() {
        return terminal.run("stty -a").replaceAll("\\s+", " ").replaceAll("rows \\d+; columns \\d+; ", "");
    }

    private void open(String command) {
        terminal.enter("clear; " + command);
        terminal.await("● live", "? help");
    }

    /** The shell has its terminal again, as it left it. */
    private void assertGivenBack() {
        terminal.awaitUntil(
                "ends with a prompt", screen -> screen.stripTrailing().endsWith("$"));
        assertThat(terminal.told("#{alternate_on} #{cursor_flag} #{wrap_flag} #{keypad_flag}"))
                .isEqualTo("0 1 1 0");
        assertThat(settings()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"usb-share-server, q, 0", "usb-share-client, q, 0", "usb-share-client, C-c, 0"})
    void leaving_givesTheTerminalBack(String program, String key, int code) {
        open(program + " dashboard; echo code=$?");
        assertThat(terminal.told("#{alternate_on} #{cursor_flag}")).isEqualTo("1 0");
        terminal.press(key);
        terminal.await("code=" + code);
        assertGivenBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"usb-share-server", "usb-share-client"})
    void sigterm_givesTheTerminalBack(String program) throws Exception {
        open(program + " dashboard; echo code=$?");
        assertThat(terminal.told("#{alternate_on} #{cursor_flag}")).isEqualTo("1 0");
        desk.started().destroy();
        terminal.await("code=143");
        assertGivenBack();
    }

    @ParameterizedTest
    @CsvSource({"usb-share-server, dumb", "usb-share-client, ''"})
    void terminalThatCannotPlaceItsCursor_isRefused(String program, String type) {
        String shown = terminal.run("TERM=" + type + " " + program + " dashboard; echo code=$?");
        assertThat(shown.replace("\n", ""))
                .contains("TERM='" + type + "'", "set TERM", "code=64")
                .doesNotContain("Exception");
        assertGivenBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"usb-share-server dashboard >/dev/null", "usb-share-client dashboard </dev/null"})
    void outputOrInputThatIsNoTerminal_isRefused(String command) {
        String shown = terminal.run(command + "; echo code=$?");
        assertThat(shown.replace("\n", ""))
                .contains("the dashboard needs a terminal", "code=64")
                .doesNotContain("Exception");
        assertGivenBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"usb-share-server", "usb-share-client"})
    void noColour_isAsked_andIsKept(String program) {
        open("NO_COLOR=1 " + program + " dashboard");
        assertThat(terminal.colours())
                .contains("\u001b[1m")
                .doesNotContainPattern("\u001b\\[[0-9;]*(3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m");
        terminal.press("q");
        assertGivenBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"usb-share-server", "usb-share-client"})
    void vt100_isEnough(String program) {
        open("TERM=vt100 " + program + " dashboard");
        ScreenFacts.whole(terminal.screen(), 80, 24);
        terminal.press("?");
        terminal.await("any key back");
        terminal.press("q");
        terminal.awaitNo("any key back");
        terminal.press("q");
        assertGivenBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"usb-share-server", "usb-share-client"})
    void serviceThatGoesAway_isTold_andComesBack(String program) throws Exception {
        open(program + " dashboard");
        desk.stop(program);
        try {
            String screen = terminal.await("✗ no answer for");
            assertThat(screen.replaceAll("\\s+", " "))
                    .contains("no service is running", "start it with: " + program + " --service");
            terminal.press("?");
            terminal.await("any key back");
            terminal.press("Escape");
        } finally {
            desk.startAgain(program);
        }
        terminal.await("● live");
        terminal.awaitNo("no answer");
        terminal.press("q");
        assertGivenBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Server", "Client"})
    void whatTheProgramPrints_doesNotTearTheScreen_andComesAfterwards(String kind) {
        open("MAIN=" + Chatty.class.getName() + "\\$" + kind + " usb-share-" + kind.toLowerCase(java.util.Locale.ROOT)
                + " dashboard");
        for (int i = 0; i < 8; i++) {
            terminal.press("Down", "l", "Tab");
            terminal.await("Audit log, newest first");
            assertThat(ScreenFacts.whole(terminal.screen(), 80, 24).toString()).doesNotContain(Chatty.OUT, Chatty.ERR);
            terminal.press("Escape");
            // What follows an escape at once belongs to it.
            terminal.awaitNo("newest first");
        }
        terminal.resize(100, 30);
        terminal.awaitUntil(
                "has 30 rows and its keys",
                screen -> screen.lines().count() == 30
                        && screen.lines().toList().getLast().contains("? help"));
        assertThat(ScreenFacts.whole(terminal.screen(), 100, 30).toString()).doesNotContain(Chatty.OUT, Chatty.ERR);
        terminal.press("q");
        terminal.await(Chatty.OUT, Chatty.ERR);
        assertGivenBack();
    }
}
