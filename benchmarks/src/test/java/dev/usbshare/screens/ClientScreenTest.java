package dev.usbshare.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's dashboard in a terminal; what it attaches is in use at once. */
class ClientScreenTest extends AtDesk {

    @BeforeEach
    void open(@TempDir Path socket) throws Exception {
        desk.awaitDevices();
        desk.detachAll();
        terminal = desk.terminal(socket, 80, 24);
        terminal.enter("clear; usb-share-client dashboard");
        terminal.await("● live", "3 devices, 0 attached");
    }

    @Test
    void attachedDevice_isTold_andLive_atEverySize() {
        terminal.press("Down", "Space");
        terminal.await("Attached: ", "1 attached");
        String screen = terminal.awaitUntil(
                "shows the traffic of the drive",
                now -> now.lines().anyMatch(row -> row.matches(".*● .*Flash.*attached, port .*[1-9].* [kM]B/s.*")));
        List<String> rows = ScreenFacts.whole(screen, 80, 24);
        assertThat(rows.getFirst()).startsWith(" usb-share client").endsWith("● live");
        assertThat(rows.get(1)).contains("1 server, 1 connected", "3 devices, 1 attached", "↓", "↑");
        assertThat(rows.get(3)).contains("Server, device", "State", "Now", "Lately", "Median", "RTT");
        assertThat(rows.get(4)).contains("●  shed", "connected");
        assertThat(rows.getLast()).contains("? help", "q quit", "Space attach");
        assertThat(screen).contains("Path      lan 127.0.0.1:", "↓ in", "↑ out");

        terminal.resize(120, 40);
        screen = terminal.awaitUntil(
                "has 40 rows and all keys", now -> now.lines().count() == 40 && now.contains("c who am I"));
        ScreenFacts.whole(screen, 120, 40);

        terminal.resize(20, 10);
        screen = terminal.await("needs 40x8", "has 20x10", "q quits");
        assertThat(screen).doesNotContain("│", "shed");

        terminal.resize(80, 24);
        ScreenFacts.whole(terminal.await("● live", "? help", "1 attached"), 80, 24);

        terminal.press("Space");
        terminal.await("Detached", "0 attached");
    }

    @Test
    void keys_helpDetailsAndQuestions() throws Exception {
        terminal.press("?");
        terminal.await("attach the device with its PIN", "any key back");
        terminal.press("q");
        terminal.awaitNo("any key back");

        terminal.press("Home", "Enter");
        terminal.await("Node id", "Lets in", "every class");
        terminal.press("Escape");
        terminal.awaitNo("Lets in");

        terminal.press("Down", "Down", "Down", "Space");
        terminal.await("1 attached");
        terminal.press("Home", "d");
        terminal.await("Disconnect from shed?", "y yes");
        terminal.press("n");
        terminal.awaitNo("Disconnect from shed?");
        assertThat(desk.client.get("servers")).contains("\"state\":\"connected\"");
        terminal.press("d", "y");
        terminal.await("1 server, 0 connected");
        terminal.press("Enter");
        terminal.await("Connected to shed", "1 server, 1 connected");
    }

    @Test
    void serverIsAdded_withWhatIsWrongBesideIt_andRemoved() throws Exception {
        terminal.press("a");
        terminal.await("Add a server", "Esc cancel");
        terminal.type("nonsense");
        terminal.press("Enter");
        terminal.awaitUntil(
                "says what is wrong",
                screen -> screen.contains("Add a server") && screen.contains("nonsense") && screen.contains("ticket"));
        terminal.press("C-u");
        terminal.type("b".repeat(51) + "a@192.0.2.1");
        terminal.press("Tab", "Tab");
        terminal.type("attic");
        terminal.press("Enter");
        terminal.await("Added attic", "2 servers");
        terminal.awaitNo("Add a server");

        terminal.press("Home", "r");
        terminal.await("Remove a server");
        terminal.press("Escape");
        terminal.awaitNo("Remove a server");
        assertThat(desk.client.get("servers")).contains("attic", "shed");
        assertThat(desk.client.delete("servers/attic")).contains(" 20");
        terminal.await("1 server, ");
    }

    @Test
    void logAndIdentity_areShown() {
        terminal.press("l");
        terminal.await("Log, newest first", "INFO");
        terminal.press("Tab");
        terminal.await("Audit log, newest first", "server-added");
        terminal.press("Escape");
        terminal.await("Servers and devices");
        terminal.press("c");
        terminal.await("Who this client is", "Fingerprint");
        terminal.resize(120, 40);
        terminal.awaitUntil(
                "has 40 rows and a code", screen -> screen.lines().count() == 40 && screen.contains("▀▀▀▀"));
        terminal.press("q");
        terminal.awaitNo("Who this client is");
        terminal.press("q");
        terminal.awaitUntil(
                "ends with a prompt", screen -> screen.stripTrailing().endsWith("$"));
    }
}
