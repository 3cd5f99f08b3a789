package dev.usbshare.server.dashboard;

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

class ServerViewTest {

    @Test
    void devices_at80x24_showWhatIsLive() {
        Screen screen = Samples.draw(Samples.busy(), 80, 24);
        assertThat(screen.row(0)).startsWith(" usb-share server  bench").endsWith("● live");
        assertThat(screen.row(1)).contains("3 devices, 2 shared, 1 in use", "1 peer connected", "1 asks to come in: p");
        assertThat(screen.row(3)).contains("Device", "Used by", "Now", "Lately", "Median", "RTT");
        assertThat(screen.row(4))
                .contains("● ", "DataTraveler", "alice", "MB/s", "0.21 ms", "1.24 ms")
                .matches(".*[▁-█].*");
        assertThat(screen.row(5)).contains("● ", "Serial", "free");
        assertThat(screen.row(6)).contains("○ ", "Receiver");
        assertThat(screen.toString())
                .contains("Path      direct 192.0.2.7:51234", "● good  loss 0.0 %", "1.24 ms  from 0.93 ms to 4.10 ms")
                .contains("0.21 ms  99 % 1.90 ms", "URBs/s", "↓ in", "↑ out");
        assertThat(screen.row(23)).contains("? help", "q quit", "Space share", "l log");
    }

    @Test
    void devices_at120x40_showMore() {
        String screen = Samples.draw(Samples.busy(), 120, 40).toString();
        assertThat(screen).contains("0951:1666", "max 4.40 ms", "↑ 1.", "x take back");
    }

    @Test
    void devices_at40x8_showTheirNames() {
        assertThat(Samples.draw(Samples.busy(), 40, 8).toString()).contains("DataTraveler", "alice");
    }

    @Test
    void twentyColumns_areToldWhatIsNeeded() {
        Screen screen = Samples.draw(Samples.busy(), 20, 10);
        assertThat(screen.row(0)).isEqualTo("needs 40x8");
        assertThat(screen.row(1)).isEqualTo("has 20x10");
        assertThat(screen.row(9)).isEqualTo("q quits");
    }

    @Test
    void everything_atEverySize_staysInside() {
        for (Shown<ServerData> state : everything()) {
            for (int columns = 1; columns <= 130; columns += columns < 45 ? 1 : 7) {
                for (int rows = 1; rows <= 40; rows += rows < 12 ? 1 : 4) {
                    Screen screen = Samples.draw(state, columns, rows);
                    for (int y = 0; y < rows; y++) {
                        assertThat(CellText.width(screen.row(y))).isLessThanOrEqualTo(columns);
                    }
                }
            }
        }
    }

    @Test
    void frames_at80x24_areWhole_whateverDevicesAreCalled() {
        for (String name : List.of(
                "日本語のフラッシュドライブ",
                "\u001b[2J\u0007evil",
                "a\u202eb\u2066",
                "e\u0301\u0301\u0301",
                "👨‍👩‍👧 family",
                "x".repeat(300))) {
            ServerData data = Samples.data(Samples.lease(1, 2, 3));
            Shown<ServerData> state = Samples.heard(
                    Samples.DASHBOARD.begin(Samples.NOW),
                    new News.Seen<>(new ServerData(
                            List.of(Samples.device("1-1", "0951:1666", name, name, true)),
                            data.leases(),
                            data.sessions(),
                            data.asking(),
                            data.peers(),
                            data.log(),
                            data.connection())),
                    Samples.NOW);
            Screen screen = Samples.draw(state, 80, 24);
            assertThat(screen.toString()).doesNotContain("\u001b", "\u0007", "\u202e");
            for (int y = 3; y < 13; y++) {
                assertThat(screen.row(y)).startsWith("│").endsWith("│");
                assertThat(CellText.width(screen.row(y))).isEqualTo(80);
            }
        }
    }

    private static List<Shown<ServerData>> everything() {
        Shown<ServerData> busy = Samples.busy();
        Shown<ServerData> approve = pressed(pressed(busy, Key.typed('p')), Key.typed('a'));
        assertThat(approve.dialog()).isInstanceOf(Dialog.Filling.class);
        return List.of(
                Samples.DASHBOARD.begin(Samples.NOW),
                busy,
                busy.with(new Dialog.Help()),
                busy.with(new Dialog.Details()),
                pressed(busy, Key.typed('p')),
                pressed(busy, Key.typed('l')),
                approve,
                pressed(busy, Key.typed('x')),
                pressed(busy, Key.typed('c')),
                Samples.heard(busy, new News.Silent<>("nobody answers on /run/usb-share/management.sock"), busy.now()));
    }

    private static Shown<ServerData> pressed(Shown<ServerData> state, Key key) {
        return Samples.DASHBOARD
                .on(state, new App.Event.Pressed<>(key), state.now())
                .state();
    }
}
