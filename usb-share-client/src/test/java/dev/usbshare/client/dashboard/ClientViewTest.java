package dev.usbshare.client.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.News;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.tui.App;
import dev.usbshare.tui.CellText;
import dev.usbshare.tui.Key;
import dev.usbshare.tui.Screen;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientViewTest {

    @Test
    void servers_at80x24_showWhatIsLive() {
        Screen screen = Samples.draw(Samples.busy(), 80, 24);
        assertThat(screen.row(0)).startsWith(" usb-share client  cccccccccc").endsWith("● live");
        assertThat(screen.row(1))
                .contains("2 servers, 1 connected", "3 devices, 1 attached", "↓ 6.00 MB/s", "↑ 900 kB/s");
        assertThat(screen.row(3)).contains("Server, device", "State", "Now", "Lately", "Median", "RTT");
        assertThat(screen.row(4)).contains("● ", "shed", "connected, direct", "61.2 ms");
        assertThat(screen.row(5))
                .contains("● ", "DataTraveler", "attached", "6.90 MB/s", "62.5 ms")
                .matches(".*[▁-█].*");
        assertThat(screen.row(6)).contains("○ ", "CanoScan", "used by bob");
        assertThat(screen.row(7)).contains("○ ", "Webcam", "free");
        assertThat(screen.row(8)).contains("○ ", "attic", "waiting");
        assertThat(screen.toString())
                .contains("Path      direct 192.0.2.7:7490", "● fair  loss 1.5 %", "61.2 ms  from 58.0 ms to 90.5 ms")
                .contains("62.5 ms  99 % 80.1 ms", "800 URBs/s", "↓ in", "↑ out");
        assertThat(screen.row(23)).contains("? help", "q quit", "Space attach", "d disconnect");
    }

    @Test
    void serverThatIsNotConnected_saysWhy_andWhenItIsTriedAgain() {
        Shown<ClientData> shown = pressed(Samples.busy(), Key.Named.END);
        assertThat(Samples.draw(shown, 80, 24).toString())
                .contains("○ waiting", "no route to host", "Next try  8s after the last");
    }

    @Test
    void deviceInLine_saysAfterWhom() {
        Shown<ClientData> shown = Samples.heard(
                Samples.DASHBOARD.begin(Samples.NOW),
                new News.Seen<>(Samples.data(Samples.attachment("queued", 0, 0, 0))),
                Samples.NOW);
        assertThat(Samples.draw(shown, 100, 24).row(5)).contains("◐", "number 2 in line after bob");
    }

    @Test
    void smallScreen_isToldWhatIsNeeded() {
        Screen screen = Samples.draw(Samples.busy(), 20, 10);
        assertThat(screen.row(0)).isEqualTo("needs 40x8");
        assertThat(screen.row(1)).isEqualTo("has 20x10");
    }

    @Test
    void everything_atEverySize_staysInside() {
        for (Shown<ClientData> shown : everything()) {
            for (int columns = 1; columns <= 130; columns += columns < 45 ? 1 : 7) {
                for (int rows = 1; rows <= 40; rows += rows < 12 ? 1 : 4) {
                    Screen screen = Samples.draw(shown, columns, rows);
                    for (int y = 0; y < rows; y++) {
                        assertThat(CellText.width(screen.row(y))).isLessThanOrEqualTo(columns);
                    }
                }
            }
        }
    }

    @Test
    void frames_at80x24_areWhole_whateverDevicesAreCalled() {
        for (String name : List.of("日本語のフラッシュドライブ", "\u001b[2J\u0007evil", "a\u202eb\u2066", "x".repeat(300))) {
            ClientData data =
                    Samples.data(List.of(Samples.SHED), List.of(Samples.device("1-1", "0951:1666", name, name)));
            Screen screen = Samples.draw(
                    Samples.heard(Samples.DASHBOARD.begin(Samples.NOW), new News.Seen<>(data), Samples.NOW), 80, 24);
            assertThat(screen.toString()).doesNotContain("\u001b", "\u0007", "\u202e");
            for (int y = 3; y < 13; y++) {
                assertThat(screen.row(y)).startsWith("│").endsWith("│");
                assertThat(CellText.width(screen.row(y))).isEqualTo(80);
            }
        }
    }

    private static List<Shown<ClientData>> everything() {
        Shown<ClientData> busy = Samples.busy();
        return List.of(
                Samples.DASHBOARD.begin(Samples.NOW),
                busy,
                busy.with(new Dialog.Help()),
                busy.with(new Dialog.Details()),
                pressed(busy, Key.Named.HOME).with(new Dialog.Details()),
                busy.with(ClientDialogs.taken(Samples.SCANNER, "bob")),
                pressed(busy, Key.typed('l')),
                pressed(busy, Key.typed('a')),
                pressed(busy, Key.typed('n')),
                pressed(busy, Key.typed('r')),
                pressed(busy, Key.typed('c')),
                Samples.heard(busy, new News.Silent<>("nobody answers on /run/usb-share/management.sock"), busy.now()));
    }

    private static Shown<ClientData> pressed(Shown<ClientData> shown, Key key) {
        return Samples.DASHBOARD
                .on(shown, new App.Event.Pressed<>(key), shown.now())
                .state();
    }
}
