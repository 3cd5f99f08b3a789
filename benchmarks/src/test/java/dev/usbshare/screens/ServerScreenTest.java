package dev.usbshare.screens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's dashboard in a terminal, beside a client that uses a flash drive all the time. */
class ServerScreenTest extends AtDesk {

    private static final String DRIVE = "99-1";

    @BeforeEach
    void open(@TempDir Path socket) throws Exception {
        desk.awaitDevices();
        desk.attach(DRIVE);
        terminal = desk.terminal(socket, 80, 24);
        terminal.enter("clear; usb-share-server dashboard");
        terminal.await("● live", "laptop");
    }

    @Test
    void devices_areLive_atEverySize() {
        String screen = terminal.awaitUntil(
                "shows the traffic of the drive",
                now -> now.lines().anyMatch(row -> row.matches(".*Flash.*laptop.*[1-9].* [kM]B/s.*")));
        List<String> rows = ScreenFacts.whole(screen, 80, 24);
        assertThat(rows.getFirst()).startsWith(" usb-share server").endsWith("● live");
        assertThat(rows.get(1)).contains("3 devices, 3 shared, 1 in use", "1 peer connected", "↓", "↑");
        assertThat(rows.get(3)).contains("Device", "Bus", "Used by", "Now", "Lately", "Median", "RTT");
        assertThat(rows.getLast()).contains("? help", "q quit", "Space share");
        assertThat(screen).contains("Path      lan 127.0.0.1:", "↓ in", "↑ out");

        terminal.resize(120, 40);
        screen = terminal.awaitUntil(
                "has 40 rows and all keys", now -> now.lines().count() == 40 && now.contains("x take back"));
        assertThat(ScreenFacts.whole(screen, 120, 40).get(3)).contains("Device", "ID", "RTT");

        terminal.resize(20, 10);
        screen = terminal.await("needs 40x8", "has 20x10", "q quits");
        assertThat(screen).doesNotContain("│", "Device");

        terminal.resize(80, 24);
        ScreenFacts.whole(terminal.await("● live", "? help", "Used by"), 80, 24);
    }

    @Test
    void keys_chooseShareAndAsk() throws Exception {
        terminal.press("?");
        terminal.await("take the device back from its user", "any key back");
        terminal.press("Space");
        terminal.awaitNo("any key back");

        terminal.press("Down");
        terminal.press("Enter");
        terminal.await("Serial    ", "Classes", "nobody: it is free");
        terminal.press("Escape");
        terminal.awaitNo("Classes");
        terminal.press("Space");
        terminal.await("is not shared any more", "2 shared");
        assertThat(desk.server.get("devices")).containsPattern("99-2[^}]*\"shared\":false");
        terminal.press("Space");
        terminal.await("3 shared");

        terminal.press("Home", "x");
        terminal.await("Take it back", "y yes");
        terminal.press("n");
        terminal.awaitNo("Take it back");
        assertThat(desk.server.get("leases")).contains("\"holder\":\"laptop\"");
        terminal.press("x", "y");
        terminal.await("Taken back from laptop");
        terminal.await("0 in use");
        assertThat(desk.server.get("leases")).doesNotContain("laptop");
    }

    @Test
    void stranger_isTold_andDenied() throws Exception {
        desk.knock();
        terminal.await("asks to come in");
        terminal.press("p");
        terminal.await("Peers", "▲", "asks to come in", "laptop");
        terminal.press("a");
        terminal.await("Approve a peer", "fingerprint");
        terminal.press("Escape");
        terminal.awaitNo("Approve a peer");
        terminal.press("d");
        terminal.await("Deny");
        terminal.press("y");
        terminal.await("Denied", "✗");
        terminal.press("Escape");
        terminal.await("Used by");
    }

    @Test
    void logAndTickets_areShown() {
        terminal.press("l");
        terminal.await("Log, newest first", "INFO");
        terminal.press("Tab");
        terminal.await("Audit log, newest first", "lease-granted");
        ScreenFacts.whole(terminal.screen(), 80, 24);
        terminal.press("l");
        terminal.await("Used by");

        terminal.press("c");
        terminal.await("How to connect", "Fingerprint", "Ticket");
        terminal.resize(120, 40);
        terminal.awaitUntil(
                "has 40 rows and a code", screen -> screen.lines().count() == 40 && screen.contains("▀▀▀▀"));
        terminal.press("t");
        terminal.await("An invitation", "is a secret");
        terminal.press("Escape");
        terminal.awaitNo("An invitation");
    }

    @Test
    void device_thatIsAttached_isTold() throws Exception {
        desk.detachAll();
        terminal.await("0 in use");
        desk.attach("99-2");
        terminal.await("laptop uses");
        desk.detachAll();
        terminal.await("laptop gave back");
    }
}
