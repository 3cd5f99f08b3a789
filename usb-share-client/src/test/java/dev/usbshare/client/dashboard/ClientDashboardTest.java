package dev.usbshare.client.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.dashboard.AtDashboard;
import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.LogsPage;
import dev.usbshare.dashboard.News;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.tui.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class ClientDashboardTest extends AtDashboard<ClientData> {

    private static final Instant NOW = Samples.NOW.plusSeconds(100);
    private static final Map<String, String> DRIVE = Map.of("server", "shed", "device", "1-1", "mode", "now");

    ClientDashboardTest() {
        super(Samples.DASHBOARD, Samples.data(), NOW);
    }

    private void accept(Call call) {
        hear(new News.Done<>(call, JsonNodeFactory.instance.missingNode()));
    }

    private void attachDrive() {
        hear(new News.Seen<>(Samples.data(Samples.attachment("attached", 1, 2, 3))));
    }

    @Test
    void arrows_moveThroughServersAndTheirDevices_andStopAtTheEnds() {
        assertThat(state.selected()).isEqualTo("shed");
        press(Key.Named.UP);
        assertThat(state.selected()).isEqualTo("shed");
        press(Key.Named.DOWN);
        assertThat(state.selected()).isEqualTo("shed/1-1");
        press(Key.Named.END);
        assertThat(state.selected()).isEqualTo("attic");
        type("kk");
        assertThat(state.selected()).isEqualTo("shed/1-2");
        type("j");
        assertThat(state.selected()).isEqualTo("shed/1-3");
        press(Key.Named.PAGE_DOWN);
        assertThat(state.selected()).isEqualTo("attic");
        press(Key.Named.HOME);
        assertThat(state.selected()).isEqualTo("shed");
    }

    @Test
    void space_attachesWhatIsFree() {
        press(Key.Named.DOWN);
        type(" ");
        assertThat(calls).containsExactly(Call.post("", DRIVE, "attachments"));
        assertThat(screen()).contains("Attaching DataTraveler");
        attachDrive();
        assertThat(screen()).contains("Attached: DataTraveler", "attached, port 3");
    }

    @Test
    void space_onWhatIsAttached_detachesIt() {
        attachDrive();
        press(Key.Named.DOWN);
        type(" ");
        assertThat(calls).containsExactly(Call.delete("Detached DataTraveler", "attachments", "7"));
        accept(calls.getFirst());
        assertThat(screen()).contains("Detached DataTraveler");
    }

    @Test
    void space_onAServer_saysWhatItIsFor() {
        type(" ");
        assertThat(calls).isEmpty();
        assertThat(screen()).contains("Space attaches a device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wwait", "ttake-over"})
    void space_onWhatSomebodyElseHas_asksWhatToDo(String keyAndMode) {
        press(Key.Named.DOWN, Key.Named.DOWN);
        type(" ");
        assertThat(calls).isEmpty();
        assertThat(screen()).contains("CanoScan is in use by bob.", "w wait in line", "t take it over", "Esc leave it");
        press(Key.Named.ENTER);
        assertThat(state.dialog()).isInstanceOf(Dialog.Choice.class);
        type(keyAndMode.substring(0, 1));
        assertThat(calls)
                .extracting(Call::body)
                .containsExactly(Map.of("server", "shed", "device", "1-2", "mode", keyAndMode.substring(1)));
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void choice_isLeftByEsc_withoutAChange() {
        press(Key.Named.DOWN, Key.Named.DOWN);
        type(" ");
        press(Key.Named.ESCAPE);
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
        assertThat(calls).isEmpty();
    }

    @Test
    void n_attachesWithAPin_whichIsInNoText() {
        press(Key.Named.DOWN);
        type("n4711");
        assertThat(screen()).contains("Attach with a PIN", "DataTraveler");
        assertThat(state.toString()).doesNotContain("4711");
        press(Key.Named.ENTER);
        assertThat(calls).extracting(c -> c.body().get("pin")).containsExactly("4711");
        hear(new News.Refused<>(calls.getFirst(), "the PIN is wrong"));
        assertThat(screen()).contains("the PIN is wrong", "Attach with a PIN");
        accept(calls.getFirst());
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void enter_connectsToWhatIsNotConnected_elseShowsDetails() {
        press(Key.Named.END, Key.Named.ENTER);
        assertThat(calls).containsExactly(Call.post("Connecting to attic", Map.of(), "servers", "attic", "connect"));
        press(Key.Named.HOME, Key.Named.ENTER);
        assertThat(screen()).contains("every class", "bench, usb-share-server 0.1.0", "fair");
        press(Key.Named.DOWN);
        assertThat(screen()).contains("Acme DataTraveler", "0951:1666");
        press(Key.Named.ENTER);
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void details_takeThePagesKeys_thatTheyName() {
        press(Key.Named.DOWN, Key.Named.ENTER);
        type("r");
        assertThat(state.dialog()).isEqualTo(new Dialog.Details());
        type(" ");
        assertThat(calls).containsExactly(Call.post("", DRIVE, "attachments"));
    }

    @Test
    void d_disconnects_andAsksIfSomethingIsAttached() {
        type("d");
        assertThat(calls)
                .extracting(c -> c.resource().path())
                .containsExactly(List.of("servers", "shed", "disconnect"));
        calls.clear();
        attachDrive();
        type("d");
        assertThat(screen()).contains("Disconnect from shed? 1 attached device is unplugged.");
        assertThat(calls).isEmpty();
        type("y");
        assertThat(calls)
                .extracting(c -> c.resource().path())
                .containsExactly(List.of("servers", "shed", "disconnect"));
    }

    @Test
    void d_onADevice_detachesIt() {
        press(Key.Named.DOWN);
        type("d");
        assertThat(calls).isEmpty();
        attachDrive();
        type("d");
        assertThat(calls).containsExactly(Call.delete("Detached DataTraveler", "attachments", "7"));
    }

    @Test
    void r_removesTheServerAfterAYes() {
        press(Key.Named.DOWN);
        type("rn");
        assertThat(calls).isEmpty();
        type("rY");
        assertThat(calls).containsExactly(Call.delete("Removed shed", "servers", "shed"));
    }

    @Test
    void a_addsAServer_andKeepsWhatWasRefused() {
        type("a");
        press(new Key.Pasted("usbshare1abc"), Key.Named.TAB, Key.Named.TAB);
        type("attic");
        press(Key.Named.ENTER);
        assertThat(calls)
                .containsExactly(
                        Call.post("Added attic", Map.of("ticket", "usbshare1abc", "name", "attic"), "servers"));
        hear(new News.Refused<>(calls.getFirst(), "there is a server attic already"));
        assertThat(screen()).contains("there is a server attic already", "usbshare1abc");
        accept(calls.getFirst());
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void a_withoutWhatIsNeeded_saysSo_andAsksNobody() {
        type("a");
        press(Key.Named.ENTER);
        assertThat(screen()).contains("a ticket or a node id is needed");
        press(new Key.Pasted("a".repeat(52)), Key.Named.ENTER);
        assertThat(screen()).contains("the server's address is needed too");
        press(new Key.Pasted("@192.0.2.9"), Key.Named.ENTER);
        assertThat(screen()).contains("a name is needed too");
        assertThat(calls).isEmpty();
        press(Key.Named.TAB, Key.Named.TAB);
        type("x");
        press(Key.Named.ENTER);
        assertThat(calls)
                .extracting(Call::body)
                .containsExactly(Map.of("id", "a".repeat(52), "address", "192.0.2.9", "name", "x"));
    }

    @Test
    void answerToAnotherCall_leavesTheFormAsItIs() {
        type("a");
        accept(Call.delete("Detached Webcam", "attachments", "3"));
        assertThat(state.dialog()).isInstanceOf(Dialog.Filling.class);
        hear(new News.Refused<>(Call.look(), "nobody there"));
        assertThat(state.dialog()).isInstanceOf(Dialog.Filling.class);
        assertThat(screen()).contains("nobody there");
    }

    @Test
    void c_showsWhoTheClientIs() {
        type("c");
        assertThat(screen()).contains("brave lion", "c".repeat(30), "█▀▀▀▀▀█");
        type("c");
        assertThat(state.dialog()).isEqualTo(new Dialog.None());
    }

    @Test
    void l_showsTheLog_andEscLeadsBack() {
        type("l");
        assertThat(state.page()).isInstanceOf(LogsPage.class);
        press(Key.Named.TAB);
        assertThat(state.log().source()).isEqualTo(LogPage.Source.AUDIT);
        press(Key.Named.ESCAPE);
        assertThat(state.page()).isInstanceOf(ServersPage.class);
        assertThat(state.selected()).isEqualTo("shed");
    }

    @Test
    void help_namesEveryKey_andAnyKeyLeavesIt() {
        type("?");
        assertThat(screen()).contains("Space", "PIN", "who this client is", "devices stay attached");
        type("q");
        assertThat(isOver).isFalse();
        type("q");
        assertThat(isOver).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "r", "?", "c", "a", "l"})
    void ctrlC_leavesFromEverywhere(String before) {
        type(before);
        press(Key.Named.INTERRUPT);
        assertThat(isOver).isTrue();
    }

    @Test
    void selection_whoseDeviceGoes_isTheNextOne() {
        press(Key.Named.DOWN);
        hear(new News.Seen<>(
                Samples.data(List.of(Samples.SHED, Samples.ATTIC), List.of(Samples.SCANNER, Samples.CAMERA))));
        assertThat(state.selected()).isEqualTo("shed/1-2");
        hear(new News.Seen<>(Samples.data(List.of(), List.of())));
        assertThat(state.selected()).isEmpty();
        assertThat(screen()).contains("No server is known yet.");
        type(" drn");
        press(Key.Named.ENTER, Key.Named.DOWN);
        assertThat(calls).isEmpty();
    }

    @Test
    void whatChanges_isToldInToasts() {
        ClientData.Server lost = Samples.server("shed", "waiting", "the connection broke");
        ClientData.Server found = Samples.server("attic", "connected", null);
        hear(new News.Seen<>(Samples.data(List.of(lost, found), List.of())));
        assertThat(screen()).contains("Lost shed: the connection broke", "Connected to attic");
    }

    @Test
    void newDevice_isTold_butNotThoseOfAServerThatHasJustCome() {
        hear(new News.Seen<>(Samples.data(List.of(Samples.SHED), List.of(Samples.DRIVE))));
        hear(new News.Seen<>(Samples.data(List.of(Samples.SHED), List.of(Samples.DRIVE, Samples.CAMERA))));
        assertThat(screen()).contains("shed offers Webcam");
        state = Samples.heard(
                Samples.DASHBOARD.begin(NOW),
                new News.Seen<>(Samples.data(List.of(Samples.server("shed", "connecting", null)), List.of())),
                NOW);
        hear(new News.Seen<>(Samples.data()));
        assertThat(screen()).contains("Connected to shed").doesNotContain("shed offers");
    }

    @Test
    void silentService_isShownAsSuch_andComesBackByItself() {
        hear(new News.Silent<>("no service is running"));
        letPass(Duration.ofSeconds(7));
        assertThat(screen()).contains("no answer for 7s", "no service is running", "shed");
        hear(new News.Seen<>(Samples.data()));
        assertThat(screen()).contains("● live").doesNotContain("no answer");
    }

    @Test
    void unknownKeys_doNothing() {
        Shown<ClientData> before = state;
        press(Key.typed('z'), new Key.Pasted("remove everything"), Key.Named.TAB, Key.Named.DELETE);
        assertThat(calls).isEmpty();
        assertThat(state).isEqualTo(before);
    }
}
